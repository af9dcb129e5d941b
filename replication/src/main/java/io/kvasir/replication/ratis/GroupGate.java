package io.kvasir.replication.ratis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftGroupId;

/// Lets one call at a time into a group, of those that append to its log and those that elect.
/// Ratis compares a leader's term under a lock of its own, but puts the leader's entries into the
/// log only after it has let go of it. A vote for another candidate that is decided in between does
/// not see the entries; they would be acknowledged to the old leader all the same, and be committed
/// though the new leader, elected by that vote, does not have them.
final class GroupGate {
    /// Groups that share a lock wait for each other, which does no harm.
    private static final int LOCKS = 256;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);
    private final Duration patience;

    /// @param patience a call waits so long at most: where the disk stands still, an append does
    GroupGate(Duration patience) {
        this.patience = patience;
    }

    /// @return false, and nothing is done, where others were inside for too long
    boolean runAlone(RaftGroupId group, Runnable call) {
        return runAlone(group, call, patience);
    }

    /// @return false, and nothing is done, where another is inside
    boolean runAloneNow(RaftGroupId group, Runnable call) {
        return runAlone(group, call, Duration.ZERO);
    }

    private boolean runAlone(RaftGroupId group, Runnable call, Duration wait) {
        ReentrantLock lock = locks[Math.floorMod(group.hashCode(), LOCKS)];
        try {
            if (!lock.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            call.run();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
