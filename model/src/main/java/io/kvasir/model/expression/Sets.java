package io.kvasir.model.expression;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.BinarySet;
import io.kvasir.model.item.AttributeValue.NumberSet;
import io.kvasir.model.item.AttributeValue.StringSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Union and difference of attribute values that are sets.
final class Sets {
    private Sets() {}

    static boolean areOfOneType(AttributeValue left, AttributeValue right) {
        return (left instanceof StringSet && right instanceof StringSet)
                || (left instanceof NumberSet && right instanceof NumberSet)
                || (left instanceof BinarySet && right instanceof BinarySet);
    }

    /// Null where they are not sets of one type.
    static @Nullable AttributeValue union(AttributeValue left, AttributeValue right) {
        if (left instanceof StringSet(var a) && right instanceof StringSet(var b)) {
            return new StringSet(union(a, b));
        }
        if (left instanceof NumberSet(var a) && right instanceof NumberSet(var b)) {
            return new NumberSet(union(a, b));
        }
        if (left instanceof BinarySet(var a) && right instanceof BinarySet(var b)) {
            return new BinarySet(union(a, b));
        }
        return null;
    }

    /// What `left` has and `right` has not; null where nothing is left. Only for sets of one type.
    static @Nullable AttributeValue difference(AttributeValue left, AttributeValue right) {
        if (left instanceof StringSet(var a) && right instanceof StringSet(var b)) {
            SequencedSet<String> rest = difference(a, b);
            return rest.isEmpty() ? null : new StringSet(rest);
        }
        if (left instanceof NumberSet(var a) && right instanceof NumberSet(var b)) {
            var rest = difference(a, b);
            return rest.isEmpty() ? null : new NumberSet(rest);
        }
        if (left instanceof BinarySet(var a) && right instanceof BinarySet(var b)) {
            var rest = difference(a, b);
            return rest.isEmpty() ? null : new BinarySet(rest);
        }
        throw new IllegalArgumentException(left.typeName() + " and " + right.typeName());
    }

    private static <T> SequencedSet<T> union(SequencedSet<T> left, SequencedSet<T> right) {
        SequencedSet<T> union = new LinkedHashSet<>(left);
        union.addAll(right);
        return union;
    }

    private static <T> SequencedSet<T> difference(SequencedSet<T> left, SequencedSet<T> right) {
        SequencedSet<T> rest = new LinkedHashSet<>(left);
        right.forEach(rest::remove);
        return rest;
    }
}
