package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;

/// Changes an item in place, or makes it.
///
/// @param key exactly the key attributes
/// @param update an update expression; empty: only makes the item where there is none
public record UpdateItem(TableName table, Item key, String update, WriteOptions options) {}
