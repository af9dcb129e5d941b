package io.kvasir.client.mapping;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Types that are one string, number, binary or boolean. An `Instant` is a number of seconds since
/// 1970 with its fraction, exact, so that it sorts as time does.
final class Scalars {
    private static final int NANO_DIGITS = 9;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.TEN.pow(NANO_DIGITS);
    private static final Map<Class<?>, Conversion> ALL = new LinkedHashMap<>();

    static {
        text(String.class, Function.identity(), Function.identity());
        text(UUID.class, UUID::toString, UUID::fromString);
        number(int.class, Integer.class, BigDecimal::valueOf, BigDecimal::intValueExact);
        number(long.class, Long.class, BigDecimal::valueOf, BigDecimal::longValueExact);
        number(short.class, Short.class, BigDecimal::valueOf, BigDecimal::shortValueExact);
        number(byte.class, Byte.class, BigDecimal::valueOf, BigDecimal::byteValueExact);
        number(double.class, Double.class, BigDecimal::valueOf, BigDecimal::doubleValue);
        number(
                float.class,
                Float.class,
                value -> new BigDecimal(Float.toString(value)),
                BigDecimal::floatValue);
        number(BigDecimal.class, BigDecimal.class, Function.identity(), Function.identity());
        number(BigInteger.class, BigInteger.class, BigDecimal::new, BigDecimal::toBigIntegerExact);
        number(Decimal.class, Decimal.class, Decimal::value, Decimal::new);
        number(Instant.class, Instant.class, Scalars::seconds, Scalars::instant);
        of(
                boolean.class,
                Boolean.class,
                AttributeValue::of,
                value -> value instanceof AttributeValue.BoolValue bool ? bool.value() : null,
                "BOOL");
        of(
                byte[].class,
                byte[].class,
                value -> AttributeValue.of(Bytes.copyOf(value)),
                value ->
                        value instanceof AttributeValue.BinaryValue binary
                                ? binary.value().array().clone()
                                : null,
                "B");
        of(
                Bytes.class,
                Bytes.class,
                AttributeValue::of,
                value -> value instanceof AttributeValue.BinaryValue binary ? binary.value() : null,
                "B");
        of(AttributeValue.class, AttributeValue.class, Function.identity(), value -> value, "any");
        of(
                Item.class,
                Item.class,
                item -> new AttributeValue.MapValue(item.attributes()),
                value ->
                        value instanceof AttributeValue.MapValue map
                                ? new Item(map.entries())
                                : null,
                "M");
    }

    private Scalars() {}

    static @Nullable Conversion of(Class<?> type) {
        return type.isEnum() ? ofEnum(type) : ALL.get(type);
    }

    private static Conversion ofEnum(Class<?> type) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return conversion(
                constant -> AttributeValue.of(((Enum<?>) constant).name()),
                value ->
                        value instanceof AttributeValue.StringValue text
                                ? byName.get(text.value())
                                : null,
                "one of " + byName.keySet());
    }

    private static <T> void text(
            Class<T> type, Function<T, String> write, Function<String, T> read) {
        of(
                type,
                type,
                value -> AttributeValue.of(write.apply(value)),
                value ->
                        value instanceof AttributeValue.StringValue text
                                ? read.apply(text.value())
                                : null,
                "S");
    }

    private static <T> void number(
            Class<T> type,
            Class<T> boxed,
            Function<T, BigDecimal> write,
            Function<BigDecimal, T> read) {
        of(
                type,
                boxed,
                value -> AttributeValue.of(new Decimal(write.apply(value))),
                value ->
                        value instanceof AttributeValue.NumberValue number
                                ? read.apply(number.value().value())
                                : null,
                "N that fits " + type.getSimpleName());
    }

    private static <T> void of(
            Class<T> type,
            Class<T> boxed,
            Function<T, AttributeValue> write,
            Function<AttributeValue, @Nullable T> read,
            String expected) {
        Conversion conversion =
                conversion(object -> write.apply(boxedCast(boxed, object)), read::apply, expected);
        ALL.put(type, type.isPrimitive() ? required(conversion) : conversion);
        ALL.putIfAbsent(boxed, conversion);
    }

    /// A primitive has no value for an attribute that is not there.
    private static Conversion required(Conversion conversion) {
        return new Conversion() {
            @Override
            public @Nullable AttributeValue toValue(Object object) {
                return conversion.toValue(object);
            }

            @Override
            public Object fromValue(AttributeValue value) {
                return conversion.fromValue(value);
            }

            @Override
            public Object absent() {
                throw new MappingException("the attribute is missing and the component primitive");
            }
        };
    }

    private static Conversion conversion(
            Function<Object, AttributeValue> write,
            Function<AttributeValue, @Nullable Object> read,
            String expected) {
        return new Conversion() {
            @Override
            public AttributeValue toValue(Object object) {
                try {
                    return write.apply(object);
                } catch (InvalidArgumentException | NumberFormatException e) {
                    throw new MappingException(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public Object fromValue(AttributeValue value) {
                try {
                    Object object = read.apply(value);
                    if (object != null) {
                        return object;
                    }
                } catch (ArithmeticException | IllegalArgumentException e) {
                    // Said below with what was expected.
                }
                throw new MappingException(
                        "expected "
                                + expected
                                + ", found "
                                + value.typeName()
                                + " "
                                + shown(value));
            }
        };
    }

    private static String shown(AttributeValue value) {
        String text = value.toString();
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }

    private static <T> T boxedCast(Class<T> boxed, Object object) {
        return boxed.cast(object);
    }

    private static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS));
    }

    private static Instant instant(BigDecimal seconds) {
        BigInteger nanos = seconds.movePointRight(NANO_DIGITS).toBigIntegerExact();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
