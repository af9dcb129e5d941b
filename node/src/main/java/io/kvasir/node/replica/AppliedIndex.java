package io.kvasir.node.replica;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far a replica has applied, and those who wait for it to get further.
final class AppliedIndex {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition risen = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long index;

    long get() {
        return index;
    }

    void set(long applied) {
        index = applied;
        if (waiting.get() > 0) {
            lock.lock();
            try {
                risen.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Blocks until `least` is applied, or for as long as said.
    ///
    /// @return whether it is applied
    boolean await(long least, long nanosMax) {
        if (index >= least) {
            return true;
        }
        long left = nanosMax;
        lock.lock();
        try {
            waiting.incrementAndGet();
            while (index < least && left > 0) {
                left = risen.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
        return index >= least;
    }
}
