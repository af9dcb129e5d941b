package io.kvasir.client;

import io.kvasir.client.mapping.MappingException;
import io.kvasir.client.mapping.RecordMapping;
import io.kvasir.model.item.Item;
import java.lang.reflect.RecordComponent;

/// Records of one type as items and back. Components become attributes of their own names, or of
/// those that `@Attribute` gives. Known are String, numbers (int, long, …, BigDecimal), boolean,
/// byte[], Instant (seconds, a number), UUID and enums (strings), other records (maps), and List,
/// Set, Map with String keys, and Optional of these. A null component is left out, and an absent
/// attribute reads as null, an empty Optional or an empty Set; a primitive must be there. Make one
/// and keep it.
public final class ItemMapper<T extends Record> {
    private final Class<T> type;
    private final RecordMapping mapping;

    private ItemMapper(Class<T> type, RecordMapping mapping) {
        this.type = type;
        this.mapping = mapping;
    }

    /// @throws MappingException where a component has a type without counterpart; the message names
    ///   it
    public static <T extends Record> ItemMapper<T> of(Class<T> type) {
        return new ItemMapper<>(type, RecordMapping.of(type, ItemMapper::attribute));
    }

    /// @throws MappingException where a value has no counterpart, such as a number of 40 digits
    public Item toItem(T value) {
        return mapping.toItem(value);
    }

    /// Attributes that no component stands for are left out.
    ///
    /// @throws MappingException where an attribute does not fit its component; the message names it
    public T fromItem(Item item) {
        return type.cast(mapping.fromItem(item));
    }

    private static String attribute(RecordComponent component) {
        Attribute named = component.getAnnotation(Attribute.class);
        return named == null ? component.getName() : named.value();
    }
}
