package io.kvasir.routing.request;

import io.kvasir.model.table.TableName;

/// Makes or replaces a whole item.
public record PutItem(TableName table, EncodedItem item, WriteOptions options) {}
