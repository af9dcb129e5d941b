package io.kvasir.client.mapping;

import io.kvasir.model.item.AttributeValue;
import org.jspecify.annotations.Nullable;

/// One Java type as attribute values and back. Both ways throw `MappingException` where a value has
/// no counterpart.
interface Conversion {
    /// @return null where the attribute is left out
    @Nullable AttributeValue toValue(Object object);

    Object fromValue(AttributeValue value);

    /// What an attribute that is not there reads as.
    default @Nullable Object absent() {
        return null;
    }
}
