package io.kvasir.routing.request;

import java.util.Optional;

/// @param attributes as `ReturnValues` asks; empty where there is nothing to return
public record WriteReply(Optional<EncodedItem> attributes, ReplyInfo info) {}
