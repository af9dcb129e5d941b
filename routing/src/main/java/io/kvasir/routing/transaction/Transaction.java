package io.kvasir.routing.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.routing.execute.LockedKey;
import io.kvasir.routing.execute.StepPart;
import java.util.List;
import java.util.Optional;

/// What is to be done, all or none.
///
/// @param parts one for each action, on distinct keys
/// @param token client request token: done once however often it is asked for
/// @param fingerprint of the request, to tell a retry from another request under the same token
public record Transaction(List<StepPart> parts, Optional<String> token, long fingerprint) {
    public Transaction {
        parts = List.copyOf(parts);
    }

    List<Bytes> keys() {
        return parts.stream().map(StepPart::key).toList();
    }

    long bytes() {
        return parts.stream().mapToLong(StepPart::bytes).sum();
    }

    /// Its items' locks, of whatever version.
    List<LockedKey> locks() {
        return parts.stream().map(part -> new LockedKey(part.key(), 0)).toList();
    }
}
