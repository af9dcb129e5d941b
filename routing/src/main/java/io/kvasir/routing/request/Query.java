package io.kvasir.routing.request;

import io.kvasir.model.table.TableName;

/// One page of the items of one item collection, by sort key.
///
/// @param keyCondition the partition key equal to a value, and optionally one condition on the sort
///   key
/// @param backward descending by sort key
public record Query(TableName table, String keyCondition, boolean backward, PageOptions page) {}
