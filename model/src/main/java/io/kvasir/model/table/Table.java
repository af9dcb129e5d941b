package io.kvasir.model.table;

import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyspaceId;
import java.time.Instant;

/// A table as the control plane knows it and routers cache it. `id` is the table's for ever; a
/// table made again under an old name has another id and another keyspace.
public record Table(
        TableName name,
        String id,
        KeyspaceId keyspace,
        KeySchema keySchema,
        State state,
        Instant createdAt,
        TableSettings settings) {
    /// With all settings' defaults.
    public Table(
            TableName name,
            String id,
            KeyspaceId keyspace,
            KeySchema keySchema,
            State state,
            Instant createdAt) {
        this(name, id, keyspace, keySchema, state, createdAt, TableSettings.DEFAULT);
    }

    public Table in(State other) {
        return new Table(name, id, keyspace, keySchema, other, createdAt, settings);
    }

    public Table with(TableSettings others) {
        return new Table(name, id, keyspace, keySchema, state, createdAt, others);
    }

    public enum State {
        /// Routers may not know of it yet.
        CREATING,
        /// Serves.
        ACTIVE,
        /// A change of settings is under way; it serves.
        UPDATING,
        /// Its items are being removed; it no longer serves.
        DELETING
    }
}
