package io.kvasir.router.dynamodb.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a value of a request may be. The order of members and of an enumeration's values is the one
/// in which the service names them.
public sealed interface Shape {
    /// A string. Lengths in characters; negative where there is no bound.
    ///
    /// @param pattern which the whole value must match
    /// @param oneOf the only values; empty where any is allowed
    /// @param arnAllowed an ARN of up to 1,024 characters is allowed instead
    record Text(
            int lengthMin,
            int lengthMax,
            @Nullable Pattern pattern,
            List<String> oneOf,
            boolean arnAllowed)
            implements Shape {
        private static final Text ANY = new Text(-1, -1, null, List.of(), false);

        public Text lengths(int min, int max) {
            return new Text(min, max, pattern, oneOf, arnAllowed);
        }

        public Text matching(String expression) {
            return new Text(lengthMin, lengthMax, Pattern.compile(expression), oneOf, arnAllowed);
        }

        public Text orArn() {
            return new Text(lengthMin, lengthMax, pattern, oneOf, true);
        }
    }

    record Flag() implements Shape {}

    /// @param kind Integer or Long, as the service names the type
    /// @param shownBare faults give the member's own name and no value: one of the service's few
    ///   exceptions
    record Whole(String kind, long min, long max, boolean shownBare) implements Shape {
        public Whole bare() {
            return new Whole(kind, min, max, true);
        }
    }

    /// A number of a request that may have a fraction, such as a date.
    record Fraction() implements Shape {}

    record Bytes() implements Shape {}

    /// One attribute value.
    record Attribute() implements Shape {}

    /// Attribute values by name: an item, a key, the values of an expression.
    record Attributes() implements Shape {}

    /// Lengths in elements; negative where there is no bound.
    record Elements(Shape element, int lengthMin, int lengthMax) implements Shape {}

    /// @param key what every key must be
    /// @param valueLengthMin bounds of the length of each value, a list; negative: none
    record Entries(Text key, Shape value, int lengthMin, int valueLengthMin, int valueLengthMax)
            implements Shape {}

    /// @param name as in the service's model
    record Structure(String name, List<Member> members) implements Shape {
        public @Nullable Member member(String memberName) {
            // Structures are small: a scan costs less than hashing.
            for (Member member : members) {
                if (member.name().equals(memberName)) {
                    return member;
                }
            }
            return null;
        }

        public Structure with(String memberName, Shape shape) {
            return with(new Member(memberName, shape, false));
        }

        public Structure require(String memberName, Shape shape) {
            return with(new Member(memberName, shape, true));
        }

        private Structure with(Member member) {
            List<Member> longer = new ArrayList<>(members);
            longer.add(member);
            return new Structure(name, List.copyOf(longer));
        }
    }

    /// @param path the name as messages give it: with a small first letter
    record Member(String name, String path, Shape shape, boolean required) {
        Member(String name, Shape shape, boolean required) {
            this(name, Character.toLowerCase(name.charAt(0)) + name.substring(1), shape, required);
        }
    }

    static Text text() {
        return Text.ANY;
    }

    static Text oneOf(String... values) {
        return new Text(-1, -1, null, List.of(values), false);
    }

    static Flag flag() {
        return new Flag();
    }

    static Whole integer(int min, int max) {
        return new Whole("Integer", min, max, false);
    }

    static Whole wholeLong(long min) {
        return new Whole("Long", min, Long.MAX_VALUE, false);
    }

    static Elements listOf(Shape element) {
        return new Elements(element, -1, -1);
    }

    static Elements listOf(Shape element, int lengthMin, int lengthMax) {
        return new Elements(element, lengthMin, lengthMax);
    }

    static Entries mapOf(Shape value) {
        return new Entries(Text.ANY, value, -1, -1, -1);
    }

    static Structure structure(String name) {
        return new Structure(name, List.of());
    }

    /// The type as the service's messages name it.
    static String javaName(Shape shape) {
        return switch (shape) {
            case Text _ -> "java.lang.String";
            case Flag _ -> "java.lang.Boolean";
            case Whole whole -> "java.lang." + whole.kind();
            case Fraction _ -> "java.lang.Double";
            case Bytes _ -> "java.nio.ByteBuffer";
            case Attribute _ -> "com.amazonaws.dynamodb.v20120810.AttributeValue";
            case Attributes _ ->
                    "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";
            case Elements list -> "java.util.List<" + javaName(list.element()) + ">";
            case Entries map -> "java.util.Map<java.lang.String, " + javaName(map.value()) + ">";
            case Structure structure -> "com.amazonaws.dynamodb.v20120810." + structure.name();
        };
    }
}
