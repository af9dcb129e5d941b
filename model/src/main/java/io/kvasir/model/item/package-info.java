/// Attribute values, items, exact decimals and their sizes by DynamoDB's rules. Pure.
@NullMarked
package io.kvasir.model.item;

import org.jspecify.annotations.NullMarked;
