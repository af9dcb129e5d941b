package io.kvasir.testkit.checker;

import java.util.List;

/// What a checker found. Only `Holds` passes: an undecided history counts as a failure, and so does
/// a checker that had nothing to check where something was to be checked.
public sealed interface Verdict {
    /// @param checked how many operations, observations or transactions it rests on
    record Holds(long checked) implements Verdict {}

    /// @param part the smallest failing part that was found, one line each
    record Violated(String reason, List<String> part) implements Verdict {
        public Violated {
            part = List.copyOf(part);
        }
    }

    record Undecided(String reason) implements Verdict {}

    default boolean holds() {
        return this instanceof Holds;
    }
}
