package io.kvasir.replication.ratis;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Keeps every entry applied, and apart from them what a crash would leave. Throws where the
/// contract of the state machine is broken.
final class RecordingStateMachine implements StateMachine {
    record Applied(LogPosition position, String entry) {}

    /// What survives a crash; handed to the state machine of the next life.
    static final class Disk {
        private LogPosition position = LogPosition.NONE;
        private List<Applied> entries = List.of();

        synchronized void write(LogPosition at, List<Applied> all) {
            position = at;
            entries = List.copyOf(all);
        }

        synchronized LogPosition position() {
            return position;
        }

        synchronized List<Applied> entries() {
            return entries;
        }
    }

    private final Disk disk;
    private final Function<ReplicaId, RecordingStateMachine> others;
    private final List<Applied> entries = new ArrayList<>();
    private LogPosition applied;
    final List<Leadership> leaderships = new CopyOnWriteArrayList<>();
    final List<LogPosition> installs = new CopyOnWriteArrayList<>();
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger installFailures = new AtomicInteger();
    volatile boolean failsOnApply;

    /// Where set: applying fails only when it opens.
    volatile CountDownLatch failureGate;

    /// Where set: a pulled copy is put in place only when it opens.
    volatile CountDownLatch installGate;

    volatile boolean copying;

    RecordingStateMachine(Disk disk, Function<ReplicaId, RecordingStateMachine> others) {
        this.disk = disk;
        this.others = others;
        entries.addAll(disk.entries());
        applied = disk.position();
    }

    Disk disk() {
        return disk;
    }

    synchronized List<Applied> applied() {
        return List.copyOf(entries);
    }

    synchronized List<String> texts() {
        return entries.stream().map(Applied::entry).toList();
    }

    synchronized LogPosition position() {
        return applied;
    }

    @Override
    public LogPosition durablePosition() {
        return disk.position();
    }

    @Override
    public synchronized Outcome apply(LogPosition position, Bytes entry) {
        if (failsOnApply) {
            if (failureGate != null) {
                awaitOpen(failureGate);
            }
            throw new IllegalStateException("told to fail");
        }
        next(position);
        String text = new String(entry.array(), StandardCharsets.UTF_8);
        entries.add(new Applied(position, text));
        return text.startsWith("ignore")
                ? new Outcome.Ignored("asked to")
                : new Outcome.Applied(Bytes.utf8("done " + text + " as " + entries.size()));
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void skip(LogPosition position) {
        next(position);
    }

    private void next(LogPosition position) {
        if (position.index() != applied.index() + 1 || position.term() < applied.term()) {
            throw new IllegalStateException(position + " after " + applied);
        }
        applied = position;
    }

    @Override
    public CompletableFuture<LogPosition> flush() {
        LogPosition at;
        List<Applied> all;
        synchronized (this) {
            at = applied;
            all = List.copyOf(entries);
        }
        return CompletableFuture.supplyAsync(() -> {
            disk.write(at, all);
            flushes.incrementAndGet();
            return at;
        });
    }

    @Override
    public LogPosition install(Member source, LogPosition atLeast) throws IOException {
        if (installFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("told to fail");
        }
        RecordingStateMachine other = others.apply(source.replica());
        if (other == null) {
            throw new IOException("no " + source);
        }
        List<Applied> all;
        LogPosition at;
        synchronized (other) {
            all = other.applied();
            at = other.applied;
        }
        waitForGate();
        if (at.index() < atLeast.index()) {
            throw new IOException(at + " is less than " + atLeast);
        }
        synchronized (this) {
            entries.clear();
            entries.addAll(all);
            applied = at;
            disk.write(at, all);
        }
        installs.add(at);
        return at;
    }

    private void waitForGate() throws IOException {
        CountDownLatch gate = installGate;
        if (gate != null) {
            copying = true;
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    @Override
    public void onLeadership(Leadership leadership) {
        leaderships.add(leadership);
    }
}
