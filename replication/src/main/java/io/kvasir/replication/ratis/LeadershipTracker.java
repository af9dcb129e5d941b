package io.kvasir.replication.ratis;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.Leadership;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts Ratis's leadership events, which come from several of its threads, into one order and tells
/// them one at a time. No lock is held while telling: whoever finds nobody telling does it.
final class LeadershipTracker {
    private final ReplicaId self;
    private final Consumer<Leadership> listener;
    private final ArrayDeque<Leadership> untold = new ArrayDeque<>();
    private boolean telling;
    private Leadership last = new Leadership(0, Optional.empty(), false);
    private long ledTerm;
    private long lostTerm;
    private volatile long readyTerm;

    LeadershipTracker(ReplicaId self, Consumer<Leadership> listener) {
        this.self = self;
        this.listener = listener;
    }

    /// The term in which this replica leads and is ready, as last heard; 0 where it does not.
    long readyTerm() {
        return readyTerm;
    }

    void known(long term, ReplicaId leader) {
        synchronized (this) {
            if (term < last.term()) {
                return;
            }
            if (leader.equals(self)) {
                ledTerm = term;
            } else {
                readyTerm = 0;
            }
            put(new Leadership(term, Optional.of(leader), false));
        }
        tell();
    }

    void ready(long term) {
        synchronized (this) {
            if (term != ledTerm || term <= lostTerm || term < last.term()) {
                return;
            }
            readyTerm = term;
            put(new Leadership(term, Optional.of(self), true));
        }
        tell();
    }

    /// This replica's leadership ended.
    void lost() {
        synchronized (this) {
            lostTerm = ledTerm;
            readyTerm = 0;
            put(new Leadership(last.term(), Optional.empty(), false));
        }
        tell();
    }

    private void put(Leadership next) {
        if (!next.equals(last)) {
            last = next;
            untold.add(next);
        }
    }

    private void tell() {
        while (true) {
            Leadership next;
            synchronized (this) {
                if (telling || untold.isEmpty()) {
                    return;
                }
                telling = true;
                next = untold.remove();
            }
            try {
                listener.accept(next);
            } finally {
                synchronized (this) {
                    telling = false;
                }
            }
        }
    }
}
