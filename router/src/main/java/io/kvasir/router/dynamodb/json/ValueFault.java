package io.kvasir.router.dynamodb.json;

/// What is wrong with an attribute value's content. Noted while reading and reported later: the
/// service checks the request's constraints before its values.
public record ValueFault(Kind kind, String message) {
    /// The families that operations report in different words.
    public enum Kind {
        /// No type or several types.
        TYPE,
        NUMBER,
        /// An empty set or one with duplicates.
        SET,
        NULL_FALSE,
        NESTING
    }

    static final ValueFault EMPTY =
            new ValueFault(
                    Kind.TYPE,
                    "Supplied AttributeValue is empty, must contain exactly one of the supported"
                            + " datatypes");
    static final ValueFault SEVERAL_TYPES =
            new ValueFault(
                    Kind.TYPE,
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly"
                            + " one of the supported datatypes");
    static final ValueFault NULL_FALSE =
            new ValueFault(
                    Kind.NULL_FALSE,
                    "One or more parameter values were invalid: Null attribute value types must"
                            + " have the value of true");
    static final ValueFault NESTING =
            new ValueFault(
                    Kind.NESTING,
                    "Nesting Levels have exceeded supported limits: Attributes in the item have"
                            + " nested levels beyond supported limit");

    static ValueFault number(String message) {
        return new ValueFault(Kind.NUMBER, message);
    }

    static ValueFault emptySet(String words) {
        return new ValueFault(Kind.SET, "One or more parameter values were invalid: " + words);
    }
}
