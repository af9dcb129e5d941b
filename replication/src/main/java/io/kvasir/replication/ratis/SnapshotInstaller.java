package io.kvasir.replication.ratis;

import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicationMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pulls copies of state for all groups of the process, a few at a time. A leader repeats its call
/// at once when a pull fails, so the failure is told only after a pause.
final class SnapshotInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotInstaller.class);
    private static final int PAUSE_DOUBLINGS_MAX = 5;
    private static final long CLOSE_WAIT_MILLIS = 5000;

    /// The replica whose state is to be replaced.
    interface Target {
        GroupId group();

        LogPosition install(Member source, LogPosition atLeast)
                throws IOException, InterruptedException;
    }

    private final Semaphore permits;
    private final Duration pause;
    private final FatalHandler fatal;
    private final ReplicationMetrics metrics;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<GroupId, Integer> failures = new ConcurrentHashMap<>();
    private volatile boolean closed;

    SnapshotInstaller(
            int installsMax, Duration pause, FatalHandler fatal, ReplicationMetrics metrics) {
        this.permits = new Semaphore(installsMax, true);
        this.pause = pause;
        this.fatal = fatal;
        this.metrics = metrics;
    }

    CompletableFuture<TermIndex> install(Target target, Member source, LogPosition atLeast) {
        CompletableFuture<TermIndex> done = new CompletableFuture<>();
        Thread.Builder builder = Thread.ofPlatform().daemon().name("install-" + target.group());
        Thread thread = builder.unstarted(() -> run(target, source, atLeast, done));
        running.add(thread);
        thread.start();
        return done;
    }

    private void run(
            Target target, Member source, LogPosition atLeast, CompletableFuture<TermIndex> done) {
        try {
            if (closed) {
                throw new InterruptedException("closed");
            }
            done.complete(pull(target, source, atLeast));
        } catch (IOException e) {
            rest(target.group(), e);
            done.completeExceptionally(e);
        } catch (InterruptedException e) {
            done.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
            if (!closed) {
                fatal.fatal(target.group() + ": installing a copy of the state failed", e);
            }
        } finally {
            running.remove(Thread.currentThread());
        }
    }

    private TermIndex pull(Target target, Member source, LogPosition atLeast)
            throws IOException, InterruptedException {
        permits.acquire();
        long begun = System.nanoTime();
        boolean done = false;
        try {
            LOG.info("{}: pulling a copy from {}, at least {}", target.group(), source, atLeast);
            LogPosition position = target.install(source, atLeast);
            LOG.info("{}: installed a copy at {}", target.group(), position);
            failures.remove(target.group());
            done = true;
            return TermIndex.valueOf(position.term(), position.index());
        } finally {
            permits.release();
            metrics.installed(target.group(), done, System.nanoTime() - begun);
        }
    }

    private void rest(GroupId group, IOException cause) {
        int failed = failures.merge(group, 1, Integer::sum);
        Duration rest = pause.multipliedBy(1L << Math.min(failed - 1, PAUSE_DOUBLINGS_MAX));
        LOG.warn("{}: pulling a copy failed {} times; again in {}", group, failed, rest, cause);
        try {
            Thread.sleep(rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Interrupts what runs and waits a little for it to end.
    void close() {
        closed = true;
        for (Thread thread : running) {
            thread.interrupt();
        }
        try {
            for (Thread thread : running) {
                thread.join(CLOSE_WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
