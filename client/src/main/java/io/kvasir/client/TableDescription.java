package io.kvasir.client;

import io.kvasir.model.key.KeySchema;
import java.time.Instant;

/// A table as the cluster knows it.
public record TableDescription(
        String name, String id, KeySchema keySchema, State state, Instant createdAt) {
    public enum State {
        CREATING,
        ACTIVE,
        UPDATING,
        DELETING
    }
}
