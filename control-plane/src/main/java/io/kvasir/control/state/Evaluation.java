package io.kvasir.control.state;

import java.util.List;

/// A command, evaluated: the records that carry it out, none where nothing changes, and the reply
/// once they are committed.
public record Evaluation(List<StateRecord> records, Reply reply) {
    public Evaluation {
        records = List.copyOf(records);
    }

    static Evaluation unchanged(Reply reply) {
        return new Evaluation(List.of(), reply);
    }

    static Evaluation done(StateRecord... records) {
        return new Evaluation(List.of(records), new Reply.Done());
    }

    /// The state that the next command of the same entry is evaluated on.
    public ClusterState after(ClusterState state) {
        return records.isEmpty() ? state : state.replay(records);
    }
}
