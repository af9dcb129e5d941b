package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.Optional;

/// @param item empty where there is no such item
public record GetResult(Optional<Item> item, ReplyInfo info) {}
