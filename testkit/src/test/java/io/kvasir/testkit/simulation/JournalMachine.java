package io.kvasir.testkit.simulation;

import io.kvasir.model.Bytes;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A state machine whose state is the list of what was applied. Its disk outlives it.
final class JournalMachine implements StateMachine {
    /// What a flush wrote.
    static final class Disk {
        private LogPosition position = LogPosition.NONE;
        private List<String> entries = List.of();
    }

    private final Disk disk;
    private final SimulatedServer server;
    private final SimulatedCluster cluster;
    private final Map<String, JournalMachine> machines;
    private final List<String> entries;
    private LogPosition applied;
    private Leadership leadership = new Leadership(0, java.util.Optional.empty(), false);
    private int installs;

    JournalMachine(
            SimulatedCluster cluster,
            SimulatedServer server,
            Disk disk,
            Map<String, JournalMachine> machines) {
        this.cluster = cluster;
        this.server = server;
        this.disk = disk;
        this.machines = machines;
        this.entries = new ArrayList<>(disk.entries);
        this.applied = disk.position;
    }

    List<String> entries() {
        return entries;
    }

    Leadership leadership() {
        return leadership;
    }

    int installs() {
        return installs;
    }

    @Override
    public LogPosition durablePosition() {
        return disk.position;
    }

    @Override
    public Outcome apply(LogPosition position, Bytes entry) {
        advance(position);
        String text = new String(entry.array(), StandardCharsets.UTF_8);
        entries.add(text);
        return new Outcome.Applied(Bytes.utf8(text + "#" + entries.size()));
    }

    @Override
    public void skip(LogPosition position) {
        advance(position);
    }

    private void advance(LogPosition position) {
        if (position.index() != applied.index() + 1 || position.term() < applied.term()) {
            throw new IllegalStateException(position + " came after " + applied);
        }
        applied = position;
    }

    @Override
    public CompletableFuture<LogPosition> flush() {
        CompletableFuture<LogPosition> done = new CompletableFuture<>();
        LogPosition upTo = applied;
        List<String> copy = List.copyOf(entries);
        cluster.simulation()
                .scheduleNanos(
                        5_000_000,
                        () -> {
                            if (server.isRunning() && upTo.compareTo(disk.position) > 0) {
                                disk.position = upTo;
                                disk.entries = copy;
                            }
                            done.complete(disk.position);
                        });
        return done;
    }

    @Override
    public LogPosition install(Member source, LogPosition atLeast) throws IOException {
        String from = source.replica().node().value();
        JournalMachine peer = machines.get(from);
        if (peer == null || !cluster.canReach(from, server.node())) {
            throw new IOException(from + " is out of reach");
        }
        entries.clear();
        entries.addAll(peer.entries);
        applied = peer.applied;
        disk.position = applied;
        disk.entries = List.copyOf(entries);
        installs++;
        return applied;
    }

    @Override
    public void onLeadership(Leadership now) {
        leadership = now;
    }
}
