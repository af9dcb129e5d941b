package io.kvasir.replication;

import io.kvasir.model.Bytes;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// What runs above one replica's log. `apply` and `skip` come from one thread, in log order,
/// without gaps after `durablePosition`. An exception from any method but `install` is a bug or
/// broken storage and ends the process.
public interface StateMachine {
    /// The position whose effects, and all before, survive a crash; asked when the log opens: it
    /// replays from there.
    LogPosition durablePosition();

    /// Applies one committed entry: deterministic and synchronous.
    Outcome apply(LogPosition position, Bytes entry);

    /// A committed position without an entry of ours (a configuration, a leader's first entry).
    void skip(LogPosition position);

    /// Makes what is applied at the call durable; completes with a position no higher than what
    /// became so. The log before it may be purged. Called from the apply thread: it must not block.
    CompletableFuture<LogPosition> flush();

    /// The log no longer reaches back to what this replica needs: replaces its whole state by a
    /// copy from `source` that has at least `atLeast` applied. Blocks; runs on a thread of its own;
    /// nothing is applied meanwhile. The copy is durable when this returns.
    ///
    /// @return the position of the installed copy
    /// @throws IOException where the copy failed; it is asked for again after a pause
    LogPosition install(Member source, LogPosition atLeast) throws IOException;

    /// Leadership of the group changed, here or elsewhere. Called in order; must not block.
    void onLeadership(Leadership leadership);
}
