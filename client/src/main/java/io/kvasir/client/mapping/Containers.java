package io.kvasir.client.mapping;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists, maps, sets and optionals of other types. A set of strings, numbers or binaries is a set
/// attribute, which cannot be empty: an empty one is left out and comes back empty.
final class Containers {
    private Containers() {}

    static Conversion list(Conversion element) {
        return new Conversion() {
            @Override
            public AttributeValue toValue(Object object) {
                return new AttributeValue.ListValue(elements((Collection<?>) object, element));
            }

            @Override
            public Object fromValue(AttributeValue value) {
                return List.copyOf(objects(value, element));
            }
        };
    }

    static Conversion set(Conversion element) {
        return new Conversion() {
            @Override
            public @Nullable AttributeValue toValue(Object object) {
                List<AttributeValue> elements = elements((Collection<?>) object, element);
                return elements.isEmpty() ? null : setOf(elements);
            }

            @Override
            public Object fromValue(AttributeValue value) {
                return new LinkedHashSet<>(objects(value, element));
            }

            @Override
            public Object absent() {
                return Set.of();
            }
        };
    }

    static Conversion map(Conversion entry) {
        return new Conversion() {
            @Override
            public AttributeValue toValue(Object object) {
                LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
                for (Map.Entry<?, ?> each : ((Map<?, ?>) object).entrySet()) {
                    String name = String.valueOf(each.getKey());
                    @Nullable AttributeValue value =
                            at("." + name, () -> toValueOrNull(entry, each.getValue()));
                    if (value != null) {
                        entries.put(name, value);
                    }
                }
                return new AttributeValue.MapValue(entries);
            }

            @Override
            public Object fromValue(AttributeValue value) {
                if (!(value instanceof AttributeValue.MapValue map)) {
                    throw new MappingException("expected M, found " + value.typeName());
                }
                LinkedHashMap<String, Object> entries = new LinkedHashMap<>();
                map.entries()
                        .forEach((name, each) -> {
                            Object object = at("." + name, () -> entry.fromValue(each));
                            if (object != null) {
                                entries.put(name, object);
                            }
                        });
                return entries;
            }
        };
    }

    static Conversion optional(Conversion inner) {
        return new Conversion() {
            @Override
            public @Nullable AttributeValue toValue(Object object) {
                Object present = ((Optional<?>) object).orElse(null);
                return present == null ? null : inner.toValue(present);
            }

            @Override
            public Object fromValue(AttributeValue value) {
                return Optional.of(inner.fromValue(value));
            }

            @Override
            public Object absent() {
                return Optional.empty();
            }
        };
    }

    interface Step<T extends @Nullable Object> {
        T run();
    }

    static <T extends @Nullable Object> T at(String name, Step<T> step) {
        try {
            return step.run();
        } catch (MappingException e) {
            throw e.within(name);
        }
    }

    static @Nullable AttributeValue toValueOrNull(Conversion conversion, @Nullable Object object) {
        return object == null ? null : conversion.toValue(object);
    }

    private static List<AttributeValue> elements(Collection<?> objects, Conversion element) {
        List<AttributeValue> elements = new ArrayList<>(objects.size());
        int place = 0;
        for (Object object : objects) {
            String at = "[" + place++ + "]";
            @Nullable AttributeValue value = at(at, () -> toValueOrNull(element, object));
            if (value == null) {
                throw new MappingException(at + ": an element is null or empty");
            }
            elements.add(value);
        }
        return elements;
    }

    private static List<Object> objects(AttributeValue value, Conversion element) {
        List<AttributeValue> elements =
                switch (value) {
                    case AttributeValue.ListValue list -> list.elements();
                    case AttributeValue.StringSet set ->
                            set.elements().stream().map(AttributeValue::of).toList();
                    case AttributeValue.NumberSet set ->
                            set.elements().stream().map(AttributeValue::of).toList();
                    case AttributeValue.BinarySet set ->
                            set.elements().stream().map(AttributeValue::of).toList();
                    default ->
                            throw new MappingException(
                                    "expected L or a set, found " + value.typeName());
                };
        List<Object> objects = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            AttributeValue each = elements.get(i);
            objects.add(at("[" + i + "]", () -> element.fromValue(each)));
        }
        return objects;
    }

    /// Elements that are not all strings, numbers or binaries make a list.
    private static AttributeValue setOf(List<AttributeValue> elements) {
        LinkedHashSet<String> texts = new LinkedHashSet<>();
        LinkedHashSet<Decimal> numbers = new LinkedHashSet<>();
        LinkedHashSet<Bytes> binaries = new LinkedHashSet<>();
        for (AttributeValue element : elements) {
            switch (element) {
                case AttributeValue.StringValue text -> texts.add(text.value());
                case AttributeValue.NumberValue number -> numbers.add(number.value());
                case AttributeValue.BinaryValue binary -> binaries.add(binary.value());
                default -> {
                    return new AttributeValue.ListValue(elements);
                }
            }
        }
        if (numbers.isEmpty() && binaries.isEmpty()) {
            return new AttributeValue.StringSet(texts);
        }
        if (texts.isEmpty() && binaries.isEmpty()) {
            return new AttributeValue.NumberSet(numbers);
        }
        return texts.isEmpty() && numbers.isEmpty()
                ? new AttributeValue.BinarySet(binaries)
                : new AttributeValue.ListValue(elements);
    }
}
