package io.kvasir.router.dynamodb.json;

/// What is wrong with an attribute value's content. Noted while reading and reported later: the
/// service checks the request's constraints before its values.
///
/// @param older the words of the operations that still use the service's older checks
public record ValueFault(Kind kind, String message, String older) {
    /// The families that operations report in different words.
    public enum Kind {
        /// No type or several types.
        TYPE,
        NUMBER,
        EMPTY_SET,
        DUPLICATES,
        NULL_FALSE,
        NESTING,
        /// So deep that the service checks the request as it ever did.
        DEEP_NESTING
    }

    static final String INVALID = "One or more parameter values were invalid: ";
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
                    INVALID + "Null attribute value types must have the value of true");
    private static final String TOO_DEEP =
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested"
                    + " levels beyond supported limit";
    static final ValueFault NESTING = new ValueFault(Kind.NESTING, TOO_DEEP);
    static final ValueFault DEEP_NESTING = new ValueFault(Kind.DEEP_NESTING, TOO_DEEP);

    ValueFault(Kind kind, String message) {
        this(kind, message, message);
    }

    static ValueFault number(String message, String older) {
        return new ValueFault(Kind.NUMBER, message, older);
    }

    static ValueFault emptySet(String words) {
        return new ValueFault(Kind.EMPTY_SET, INVALID + words);
    }

    static ValueFault duplicates(String words, String older) {
        return new ValueFault(Kind.DUPLICATES, INVALID + words, older);
    }
}
