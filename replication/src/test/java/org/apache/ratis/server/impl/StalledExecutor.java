package org.apache.ratis.server.impl;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.RaftServer;

/// Holds back what one replica of Ratis hands to other threads, as a machine without a processor to
/// spare does.
public final class StalledExecutor extends AbstractExecutorService {
    private final ExecutorService real;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean stalled = true;

    private StalledExecutor(ExecutorService real) {
        this.real = real;
    }

    /// Stalls from now on, until `release`.
    public static StalledExecutor of(RaftServer.Division replica) {
        RaftServerImpl server = (RaftServerImpl) replica;
        StalledExecutor stalled = new StalledExecutor(server.getServerExecutor());
        try {
            Field field = RaftServerImpl.class.getDeclaredField("serverExecutor");
            field.setAccessible(true);
            field.set(server, stalled);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return stalled;
    }

    public synchronized boolean holdsSomething() {
        return !held.isEmpty();
    }

    public synchronized void release() {
        stalled = false;
        held.forEach(real::execute);
        held.clear();
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (stalled) {
            held.add(task);
        } else {
            real.execute(task);
        }
    }

    @Override
    public void shutdown() {
        real.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return real.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return real.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return real.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return real.awaitTermination(timeout, unit);
    }
}
