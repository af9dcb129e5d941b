package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.SequencedMap;

/// @param items those that exist, by table, in no promised order
/// @param unprocessed what could not be read before the deadline; empty almost always
public record BatchGetResult(
        SequencedMap<String, List<Item>> items, List<BatchGet.Keys> unprocessed, ReplyInfo info) {}
