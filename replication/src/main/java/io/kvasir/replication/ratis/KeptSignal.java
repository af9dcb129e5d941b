package io.kvasir.replication.ratis;

import java.lang.reflect.Field;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.AwaitForSignal;
import org.jspecify.annotations.Nullable;

/// Wakes one thread. Ratis's own forgets a signal that comes between a thread's look at what there
/// is to do and its wait; that thread then sleeps on, and Ratis makes up for it by waking each
/// group's state machine ten times a second whether there is anything to apply or not. This one
/// keeps the signal for the next wait, so that nobody needs to look in vain (decision 18).
final class KeptSignal extends AwaitForSignal {
    /// Nothing depends on it.
    private static final long UPDATER_LOOKS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long waitNanosMin;
    private final AtomicBoolean signaled = new AtomicBoolean();
    private volatile @Nullable Thread waiting;

    /// @param waitNanosMin waits for less are that long nevertheless
    KeptSignal(Object name, long waitNanosMin) {
        super(name);
        this.waitNanosMin = waitNanosMin;
    }

    /// Takes the place of the one that the division's state machine waits for.
    ///
    /// @throws IllegalStateException where this is another Ratis than the one this was written for
    static void replaceUpdaters(RaftServer.Division division) {
        try {
            Object state = get(division, "state");
            Object updater = ((Supplier<?>) get(state, "stateMachineUpdater")).get();
            Field signal = field(updater, "awaitForSignal");
            AwaitForSignal old = (AwaitForSignal) signal.get(updater);
            signal.set(updater, new KeptSignal(updater, UPDATER_LOOKS_NANOS));
            // Who waits already looks once more, and then waits for the new one.
            old.signal();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Ratis's StateMachineUpdater is not what it was", e);
        }
    }

    private static Object get(Object of, String name) throws ReflectiveOperationException {
        return field(of, name).get(of);
    }

    private static Field field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public void await() throws InterruptedException {
        while (!await(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {}
    }

    /// @return whether there was a signal since the last wait
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        if (time <= 0) {
            return signaled.getAndSet(false);
        }
        long start = System.nanoTime();
        long nanos = Math.max(unit.toNanos(time), waitNanosMin);
        waiting = Thread.currentThread();
        try {
            while (!signaled.getAndSet(false)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiting = null;
        }
    }

    @Override
    public void signal() {
        if (signaled.compareAndSet(false, true)) {
            Thread sleeper = waiting;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }
}
