package io.kvasir.model.item;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// One of DynamoDB's ten attribute types. Immutable; sets compare without regard to order, as the
/// service's do.
public sealed interface AttributeValue {
    /// How the service begins most of its complaints about values.
    String INVALID = "One or more parameter values were invalid: ";

    record StringValue(String value) implements AttributeValue {}

    record NumberValue(Decimal value) implements AttributeValue {}

    record BinaryValue(Bytes value) implements AttributeValue {}

    record BoolValue(boolean value) implements AttributeValue {}

    record NullValue() implements AttributeValue {}

    record ListValue(List<AttributeValue> elements) implements AttributeValue {
        public ListValue {
            elements = List.copyOf(elements);
        }
    }

    record MapValue(SequencedMap<String, AttributeValue> entries) implements AttributeValue {
        public MapValue {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
        }
    }

    record StringSet(SequencedSet<String> elements) implements AttributeValue {
        public StringSet {
            elements = frozen(elements, "An string set  may not be empty");
        }
    }

    record NumberSet(SequencedSet<Decimal> elements) implements AttributeValue {
        public NumberSet {
            elements = frozen(elements, "An number set  may not be empty");
        }
    }

    record BinarySet(SequencedSet<Bytes> elements) implements AttributeValue {
        public BinarySet {
            elements = frozen(elements, "Binary sets should not be empty");
        }
    }

    /// DynamoDB's name of the type: S, N, B, BOOL, NULL, L, M, SS, NS or BS.
    default String typeName() {
        return switch (this) {
            case StringValue t -> "S";
            case NumberValue n -> "N";
            case BinaryValue b -> "B";
            case BoolValue b -> "BOOL";
            case NullValue n -> "NULL";
            case ListValue l -> "L";
            case MapValue m -> "M";
            case StringSet s -> "SS";
            case NumberSet s -> "NS";
            case BinarySet s -> "BS";
        };
    }

    static AttributeValue of(String value) {
        return new StringValue(value);
    }

    static AttributeValue of(long value) {
        return new NumberValue(Decimal.of(value));
    }

    static AttributeValue of(Decimal value) {
        return new NumberValue(value);
    }

    static AttributeValue of(Bytes value) {
        return new BinaryValue(value);
    }

    static AttributeValue of(boolean value) {
        return new BoolValue(value);
    }

    /// @throws InvalidArgumentException where there is none, or one twice
    static AttributeValue setOfStrings(Collection<String> elements) {
        LinkedHashSet<String> set = new LinkedHashSet<>(elements);
        if (set.size() != elements.size()) {
            throw new InvalidArgumentException(
                    INVALID + "Input collection " + elements + " contains duplicates.");
        }
        return new StringSet(set);
    }

    /// @throws InvalidArgumentException where there is none, or two of one value
    static AttributeValue setOfNumbers(Collection<Decimal> elements) {
        LinkedHashSet<Decimal> set = new LinkedHashSet<>(elements);
        if (set.size() != elements.size()) {
            throw new InvalidArgumentException("Input collection contains duplicates");
        }
        return new NumberSet(set);
    }

    /// @throws InvalidArgumentException where there is none, or one twice
    static AttributeValue setOfBinaries(Collection<Bytes> elements) {
        LinkedHashSet<Bytes> set = new LinkedHashSet<>(elements);
        if (set.size() != elements.size()) {
            List<String> shown =
                    elements.stream()
                            .map(bytes -> Base64.getEncoder().encodeToString(bytes.array()))
                            .toList();
            // The missing space is the service's.
            throw new InvalidArgumentException(
                    INVALID + "Input collection " + shown + "of type BS contains duplicates.");
        }
        return new BinarySet(set);
    }

    private static <T> SequencedSet<T> frozen(SequencedSet<T> elements, String ifEmpty) {
        if (elements.isEmpty()) {
            throw new InvalidArgumentException(INVALID + ifEmpty);
        }
        return Collections.unmodifiableSequencedSet(new LinkedHashSet<>(elements));
    }
}
