package io.kvasir.router.dynamodb.validation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shape.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What the service's framework checks by itself from the shape of a request: all faults together,
/// in one message.
public final class ConstraintCheck {
    private static final int FAULTS_MAX = 10;
    private static final int ARN_CHARS_MAX = 1024;

    private final List<String> faults = new ArrayList<>();

    private ConstraintCheck() {}

    /// @throws DynamoDbException ValidationException with up to ten faults
    public static void check(Structure request) {
        ConstraintCheck check = new ConstraintCheck();
        check.members(request, "");
        check.finish();
    }

    /// Checks one member before and apart from the others.
    public static void checkAlone(Structure request, String name) {
        @Nullable Member member = request.shape().member(name);
        if (member != null) {
            ConstraintCheck check = new ConstraintCheck();
            check.member(request, member, "");
            check.finish();
        }
    }

    private void finish() {
        if (!faults.isEmpty()) {
            throw DynamoDbException.validation(
                    faults.size()
                            + (faults.size() == 1 ? " validation error" : " validation errors")
                            + " detected: "
                            + String.join("; ", faults));
        }
    }

    private void members(Structure structure, String path) {
        for (Member member : structure.shape().members()) {
            member(structure, member, path);
        }
    }

    private void member(Structure structure, Member member, String path) {
        @Nullable Object value = structure.get(member.name());
        String at = path.isEmpty() ? member.path() : path + "." + member.path();
        if (value != null) {
            value(member.shape(), value, at);
        } else if (member.required()) {
            add(null, at, "Member must not be null");
        }
    }

    private void value(Shape shape, Object value, String at) {
        switch (shape) {
            case Shape.Text text -> text(text, (String) value, at);
            case Shape.Whole whole -> whole(whole, (Long) value, at);
            case Shape.Elements list -> elements(list, (List<?>) value, at);
            case Shape.Entries map -> entries(map, (SequencedMap<?, ?>) value, at);
            case Shape.Structure _ -> members((Structure) value, at);
            case Shape.Flag _,
                    Shape.Fraction _,
                    Shape.Bytes _,
                    Shape.Attribute _,
                    Shape.Attributes _ -> {}
        }
    }

    private void text(Shape.Text shape, String value, String at) {
        if (shape.arnAllowed() && value.startsWith("arn:")) {
            length(value, value.length(), -1, ARN_CHARS_MAX, at);
            return;
        }
        // An empty name of a table that should be there is told off for its length alone.
        boolean matched = value.isEmpty() && shape.lengthMin() == 1;
        if (shape.pattern() != null && !matched && !shape.pattern().matcher(value).matches()) {
            add(value, at, "Member must satisfy regular expression pattern: " + shape.pattern());
        }
        length(value, value.length(), shape.lengthMin(), shape.lengthMax(), at);
        if (!shape.oneOf().isEmpty() && !shape.oneOf().contains(value)) {
            add(
                    value,
                    at,
                    "Member must satisfy enum value set: ["
                            + String.join(", ", shape.oneOf())
                            + "]");
        }
    }

    private void whole(Shape.Whole shape, Long value, String at) {
        if (value < shape.min()) {
            whole(shape, value, at, "greater than or equal to " + shape.min());
        }
        if (value > shape.max()) {
            whole(shape, value, at, "less than or equal to " + shape.max());
        }
    }

    private void whole(Shape.Whole shape, Long value, String at, String bound) {
        if (shape.shownBare() && !isFull()) {
            String name = Character.toUpperCase(at.charAt(0)) + at.substring(1);
            faults.add(
                    "Value at '"
                            + name
                            + "' failed to satisfy constraint: Member must have value "
                            + bound);
        } else {
            add(value, at, "Member must have value " + bound);
        }
    }

    private void elements(Shape.Elements shape, List<?> list, String at) {
        length(list, list.size(), shape.lengthMin(), shape.lengthMax(), at);
        for (int i = 0; i < list.size() && !isFull(); i++) {
            value(shape.element(), list.get(i), at + "." + (i + 1) + ".member");
        }
    }

    private void entries(Shape.Entries shape, SequencedMap<?, ?> map, String at) {
        length(map, map.size(), shape.lengthMin(), -1, at);
        keys(shape, map, at);
        if (shape.valueLengthMin() >= 0) {
            for (Object value : map.sequencedValues()) {
                int size = ((List<?>) value).size();
                if (size < shape.valueLengthMin() || size > shape.valueLengthMax()) {
                    add(
                            map,
                            at,
                            "Map value must satisfy constraint: ["
                                    + lengthMaxText(shape.valueLengthMax())
                                    + ", "
                                    + lengthMinText(shape.valueLengthMin())
                                    + "]");
                    break;
                }
            }
        }
        for (Map.Entry<?, ?> entry : map.sequencedEntrySet()) {
            value(shape.value(), entry.getValue(), at + "." + entry.getKey() + ".member");
        }
    }

    /// Keys of lists, which is to say of writes, are told of only where nothing else is wrong yet;
    /// those of structures, of reads, are shown as JSON.
    private void keys(Shape.Entries shape, SequencedMap<?, ?> map, String at) {
        boolean ofLists = shape.valueLengthMin() >= 0;
        if (ofLists && !faults.isEmpty()) {
            return;
        }
        for (Object key : map.sequencedKeySet()) {
            if (!fits(shape.key(), (String) key)) {
                String text = "Map keys must satisfy constraint: " + constraints(shape.key());
                if (ofLists) {
                    add(map, at, text);
                } else {
                    addShown(ShownJson.of(map), at, text);
                }
                return;
            }
        }
    }

    private static boolean fits(Shape.Text shape, String key) {
        if (shape.arnAllowed() && key.startsWith("arn:")) {
            return key.length() <= ARN_CHARS_MAX;
        }
        return (shape.pattern() == null || shape.pattern().matcher(key).matches())
                && key.length() >= shape.lengthMin()
                && (shape.lengthMax() < 0 || key.length() <= shape.lengthMax());
    }

    private static String constraints(Shape.Text key) {
        List<String> parts = new ArrayList<>();
        if (key.lengthMax() >= 0) {
            parts.add(lengthMaxText(key.lengthMax()));
        }
        if (key.lengthMin() >= 0) {
            parts.add(lengthMinText(key.lengthMin()));
        }
        if (key.pattern() != null) {
            parts.add("Member must satisfy regular expression pattern: " + key.pattern());
        }
        return "[" + String.join(", ", parts) + "]";
    }

    private void length(Object value, int length, int min, int max, String at) {
        if (min >= 0 && length < min) {
            add(value, at, lengthMinText(min));
        }
        if (max >= 0 && length > max) {
            add(value, at, lengthMaxText(max));
        }
    }

    private static String lengthMinText(int min) {
        return "Member must have length greater than or equal to " + min;
    }

    private static String lengthMaxText(int max) {
        return "Member must have length less than or equal to " + max;
    }

    private boolean isFull() {
        return faults.size() >= FAULTS_MAX;
    }

    private void add(@Nullable Object value, String at, String constraint) {
        if (!isFull()) {
            faults.add(fault(value == null ? "null" : "'" + shown(value) + "'", at, constraint));
        }
    }

    private void addShown(String value, String at, String constraint) {
        if (!isFull()) {
            faults.add(fault("'" + value + "'", at, constraint));
        }
    }

    private static String fault(String shown, String at, String constraint) {
        return "Value " + shown + " at '" + at + "' failed to satisfy constraint: " + constraint;
    }

    /// A value as the service's messages show it.
    private static String shown(Object value) {
        return switch (value) {
            case List<?> list ->
                    "["
                            + String.join(", ", list.stream().map(ConstraintCheck::shown).toList())
                            + "]";
            case Map<?, ?> map ->
                    "{"
                            + String.join(
                                    ", ",
                                    map.entrySet().stream()
                                            .map(entry ->
                                                    entry.getKey() + "=" + shown(entry.getValue()))
                                            .toList())
                            + "}";
            case Structure structure -> shown(structure);
            case AttributeMap attributes -> attributes.values().toString();
            case AttributeInput attribute -> attribute.value().toString();
            default -> value.toString();
        };
    }

    private static String shown(Structure structure) {
        List<String> parts = new ArrayList<>();
        for (Member member : structure.shape().members()) {
            @Nullable Object value = structure.get(member.name());
            if (value != null) {
                parts.add(member.path() + "=" + shown(value));
            }
        }
        return structure.shape().name() + "(" + String.join(", ", parts) + ")";
    }
}
