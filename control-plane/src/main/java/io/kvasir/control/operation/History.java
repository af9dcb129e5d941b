package io.kvasir.control.operation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What this leader has seen under way, and what has ended since. Immutable.
///
/// @param running in the order of their beginning
/// @param ended latest first
public record History(SequencedMap<Operation.Key, Operation> running, List<Operation> ended) {
    static final int ENDED_MAX = 200;
    public static final History EMPTY = new History(new LinkedHashMap<>(), List.of());

    public History {
        running = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(running));
        ended = List.copyOf(ended);
    }

    /// With what is under way now: what no longer is has ended. A split is one operation though its
    /// child loses its first leader again.
    public History observed(List<Operation> now, Instant at) {
        SequencedMap<Operation.Key, Operation> next = new LinkedHashMap<>();
        Deque<Operation> over = new ArrayDeque<>(ended);
        for (Operation operation : now) {
            Operation before = running.get(operation.key());
            Instant begun = before == null ? operation.begunAt() : before.begunAt();
            next.put(operation.key(), operation.begun(begun));
            if (operation.kind() == Operation.Kind.SPLIT) {
                over.removeIf(each -> each.key().equals(operation.key()));
            }
        }
        for (Operation operation : running.values()) {
            if (!next.containsKey(operation.key())) {
                over.addFirst(operation.ended(at));
            }
        }
        while (over.size() > ENDED_MAX) {
            over.removeLast();
        }
        return new History(next, new ArrayList<>(over));
    }
}
