package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.Optional;

/// @param attributes as `ReturnValues` asks; empty where there is nothing to return
public record WriteResult(Optional<Item> attributes, ReplyInfo info) {}
