package io.kvasir.routing.request;

import java.util.Optional;

/// @param item empty where there is no such item
public record GetReply(Optional<EncodedItem> item, ReplyInfo info) {}
