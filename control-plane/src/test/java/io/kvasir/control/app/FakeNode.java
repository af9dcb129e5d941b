package io.kvasir.control.app;

import io.kvasir.proto.internal.v1.Assignment;
import io.kvasir.proto.internal.v1.ControlPlaneGrpc;
import io.kvasir.proto.internal.v1.HeartbeatRequest;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.kvasir.proto.internal.v1.ReplicaReport;
import io.kvasir.proto.internal.v1.ReplicaRole;
import io.kvasir.proto.v1.Node;
import io.kvasir.runtime.control.LeaderChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// A node by its heartbeats alone: it holds what it is told at once, leads what it is preferred
/// for, or the first of the running members where that one does not run, and has dropped what it is
/// told to drop. Of what it leads, it reports a load that rises with the partition's number.
final class FakeNode implements AutoCloseable {
    static final double UNITS = 100;
    private static final long DISK_BYTES = 1L << 34;
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final LeaderChannel control;
    private final Node self;
    private final Thread thread;
    private final ConcurrentHashMap<Long, List<String>> groups = new ConcurrentHashMap<>();
    private final Set<String> running;
    private final AtomicReference<HeartbeatResponse> orders =
            new AtomicReference<>(HeartbeatResponse.getDefaultInstance());

    /// @param running all nodes that run, as `id.storage`
    FakeNode(List<String> control, String id, String storage, Set<String> running) {
        this.running = running;
        this.control = LeaderChannel.to(control);
        this.self =
                Node.newBuilder()
                        .setId(id)
                        .setStorageId(storage)
                        .setStorageAddress(id + ":1")
                        .setRaftAddress(id + ":2")
                        .build();
        running.add(name());
        this.thread = Thread.ofVirtual().start(this::run);
    }

    HeartbeatResponse orders() {
        return orders.get();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                beat();
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            HeartbeatRequest report = report();
            orders.set(
                    control.call(
                            TIMEOUT,
                            LeaderChannel.Repeat.SAFE,
                            (channel, deadline) ->
                                    ControlPlaneGrpc.newBlockingStub(channel)
                                            .withDeadline(deadline)
                                            .heartbeat(report)));
        } catch (io.grpc.StatusRuntimeException refused) {
            orders.set(HeartbeatResponse.getDefaultInstance());
        }
    }

    private HeartbeatRequest report() {
        HeartbeatRequest.Builder report =
                HeartbeatRequest.newBuilder()
                        .setNode(self)
                        .setDiskBytes(DISK_BYTES)
                        .setDiskFreeBytes(DISK_BYTES / 4);
        for (Assignment assignment : orders.get().getAssignmentsList()) {
            boolean leads = leader(assignment).equals(Optional.of(name()));
            ReplicaReport.Builder replica =
                    ReplicaReport.newBuilder()
                            .setPartition(assignment.getPartition().getId())
                            .setEpoch(assignment.getPartition().getEpoch())
                            .setTerm(1)
                            .setRole(leads ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER)
                            .addAllDroppedKeyspaces(assignment.getDropKeyspacesList());
            if (leads) {
                replica.addAllMembers(members(assignment))
                        .addAllCaughtUp(members(assignment))
                        .setStoredBytes(assignment.getPartition().getId() << 20)
                        .setReadUnits(assignment.getPartition().getId() * UNITS)
                        .setWriteUnits(assignment.getPartition().getId() * UNITS / 2)
                        .setRange(assignment.getPartition().getRange());
            }
            report.addReplicas(replica);
        }
        return report.build();
    }

    private Optional<String> leader(Assignment assignment) {
        String preferred = assignment.getPreferredLeader() + ".";
        List<String> candidates = members(assignment).stream().filter(running::contains).toList();
        return candidates.stream()
                .filter(each -> each.startsWith(preferred))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    /// Founders at first, then what was last said of it.
    private List<String> members(Assignment assignment) {
        List<String> said = List.copyOf(assignment.getMembersList());
        return groups.compute(
                assignment.getPartition().getId(),
                (partition, known) ->
                        !said.isEmpty()
                                ? said
                                : known != null
                                        ? known
                                        : assignment.getPartition().getReplicasList());
    }

    private String name() {
        return self.getId() + "." + self.getStorageId();
    }

    @Override
    public void close() {
        running.remove(name());
        thread.interrupt();
        control.close();
    }
}
