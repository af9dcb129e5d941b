package io.kvasir.client;

import java.util.List;

/// @param unprocessed what was not done before the deadline, each with its reason; empty almost
///   always
public record BatchWriteResult(List<Unprocessed> unprocessed, ReplyInfo info) {
    /// @param reason an `OutcomeUnknownException` where the write may still take effect
    public record Unprocessed(BatchWrite.Write write, KvasirException reason) {}
}
