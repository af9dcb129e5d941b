package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;

/// Removes an item; done where there is none.
///
/// @param key exactly the key attributes
public record DeleteItem(TableName table, Item key, WriteOptions options) {}
