package io.kvasir.client.mapping;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A record's components as attributes and back, by reflection that is done once.
public final class RecordMapping {
    private record Component(String attribute, Method accessor, Conversion conversion) {}

    private final Constructor<?> constructor;
    private final List<Component> components;

    private RecordMapping(Constructor<?> constructor, List<Component> components) {
        this.constructor = constructor;
        this.components = components;
    }

    /// @param name of the attribute that a component stands for
    /// @throws MappingException where a component has a type without counterpart, or two components
    ///   one attribute
    public static RecordMapping of(Class<?> type, Function<RecordComponent, String> name) {
        return of(type, name, new HashMap<>());
    }

    public Item toItem(Object object) {
        return toItem(object, "");
    }

    /// Attributes that no component stands for are left out.
    public Object fromItem(Item item) {
        return fromItem(item, "");
    }

    /// @param prefix of names in messages
    private Item toItem(Object object, String prefix) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (Component component : components) {
            Object part = invoke(component.accessor(), object);
            @Nullable AttributeValue value =
                    Containers.at(
                            prefix + component.attribute(),
                            () -> Containers.toValueOrNull(component.conversion(), part));
            if (value != null) {
                attributes.put(component.attribute(), value);
            }
        }
        return new Item(attributes);
    }

    private Object fromItem(Item item, String prefix) {
        @Nullable Object[] parts = new Object[components.size()];
        for (int i = 0; i < parts.length; i++) {
            Component component = components.get(i);
            @Nullable AttributeValue value = item.get(component.attribute());
            parts[i] =
                    Containers.<@Nullable Object>at(
                            prefix + component.attribute(),
                            () ->
                                    value == null || value instanceof AttributeValue.NullValue
                                            ? component.conversion().absent()
                                            : component.conversion().fromValue(value));
        }
        try {
            return constructor.newInstance(parts);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new MappingException(
                    "the record refuses its values: "
                            + (cause == null ? e.getMessage() : cause.getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new MappingException("the record cannot be made: " + e.getMessage());
        }
    }

    private static RecordMapping of(
            Class<?> type,
            Function<RecordComponent, String> name,
            Map<Class<?>, RecordMapping> known) {
        RecordMapping present = known.get(type);
        if (present != null) {
            return present;
        }
        if (!type.isRecord()) {
            throw new MappingException(type.getName() + " is no record");
        }
        List<Component> components = new ArrayList<>();
        RecordMapping mapping = new RecordMapping(constructor(type), components);
        known.put(type, mapping);
        Set<String> attributes = new LinkedHashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String attribute = name.apply(component);
            if (!attributes.add(attribute)) {
                throw new MappingException(
                        type.getName() + " has two components for attribute " + attribute);
            }
            Conversion conversion =
                    Containers.at(
                            type.getSimpleName() + "." + component.getName(),
                            () -> conversion(component.getGenericType(), name, known));
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            components.add(new Component(attribute, accessor, conversion));
        }
        return mapping;
    }

    private static Conversion conversion(
            Type type, Function<RecordComponent, String> name, Map<Class<?>, RecordMapping> known) {
        if (type instanceof Class<?> plain) {
            @Nullable Conversion scalar = Scalars.of(plain);
            if (scalar != null) {
                return scalar;
            }
            if (plain.isRecord()) {
                return nested(of(plain, name, known));
            }
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == List.class || raw == Collection.class) {
                return Containers.list(conversion(arguments[0], name, known));
            }
            if (Set.class.isAssignableFrom(raw) && raw.isInterface()) {
                return Containers.set(conversion(arguments[0], name, known));
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return Containers.map(conversion(arguments[1], name, known));
            }
            if (raw == Optional.class) {
                return Containers.optional(conversion(arguments[0], name, known));
            }
        }
        throw new MappingException(
                type.getTypeName()
                        + " has no attribute type; known are String, numbers, boolean, byte[], Bytes,"
                        + " Instant, UUID, enums, records, and List, Set, Map<String, …> and Optional"
                        + " of these");
    }

    private static Conversion nested(RecordMapping mapping) {
        return new Conversion() {
            @Override
            public AttributeValue toValue(Object object) {
                return new AttributeValue.MapValue(mapping.toItem(object, ".").attributes());
            }

            @Override
            public Object fromValue(AttributeValue value) {
                if (!(value instanceof AttributeValue.MapValue map)) {
                    throw new MappingException("expected M, found " + value.typeName());
                }
                return mapping.fromItem(new Item(map.entries()), ".");
            }
        };
    }

    private static Constructor<?> constructor(Class<?> type) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new MappingException(type.getName() + " has no canonical constructor");
        }
    }

    private static @Nullable Object invoke(Method accessor, Object object) {
        try {
            return accessor.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new MappingException(accessor.getName() + " cannot be read: " + e.getMessage());
        }
    }
}
