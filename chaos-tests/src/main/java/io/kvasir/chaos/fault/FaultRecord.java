package io.kvasir.chaos.fault;

import java.util.Optional;

/// One fault as it went.
///
/// @param healedNanos when everything runs again as far as this fault goes
/// @param detail what there was to say of it
/// @param failure why it could not be healed; a server that does not come back is one
public record FaultRecord(
        FaultKind kind,
        String target,
        long injectedNanos,
        long healedNanos,
        String detail,
        Optional<String> failure) {}
