package io.kvasir.node.replica;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Threads that wait until something is so. Costs whoever changes it next to nothing while nobody
/// waits.
final class Waiting {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /// What the waiting look at has changed, visibly for all threads.
    void changed() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Blocks until it is so, or for as long as said.
    ///
    /// @return whether it is so
    boolean await(BooleanSupplier isSo, long nanosMax) {
        if (isSo.getAsBoolean()) {
            return true;
        }
        long left = nanosMax;
        lock.lock();
        try {
            waiting.incrementAndGet();
            while (!isSo.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
        return isSo.getAsBoolean();
    }
}
