package io.kvasir.router.dynamodb.json;

import io.kvasir.model.item.AttributeValue;
import org.jspecify.annotations.Nullable;

/// One attribute value as read.
///
/// @param value of no meaning where there is a fault, save for its type
public record AttributeInput(AttributeValue value, @Nullable ValueFault fault) {}
