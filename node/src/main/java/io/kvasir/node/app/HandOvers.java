package io.kvasir.node.app;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.assignment.Reconciler;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.MoveSteps.Step;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives leadership away: where another should lead, where a replica is damaged, and all of it
/// before a node stops. While a hand-over is under way its partition takes no writes, so none is
/// begun without need.
final class HandOvers {
    private static final Logger LOG = LoggerFactory.getLogger(HandOvers.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    /// After each one in a row that came to nothing, which took writes a second or so, the pause is
    /// twice as long, at most so many times.
    private static final int DOUBLINGS_MAX = 4;

    /// Who has just been given leadership may have it from a node that stops, and would give it
    /// back to that one, whose place it is.
    private static final long LED_NANOS_MIN = Duration.ofSeconds(2).toNanos();

    private final ReplicaId self;
    private final Replicas replicas;
    private final MoveSteps moves;
    private final ConcurrentMap<PartitionId, Last> last = new ConcurrentHashMap<>();
    private final Map<PartitionId, Led> led = new HashMap<>();

    /// When the last one of a partition was begun, and how many in a row came to nothing.
    private record Last(long begunNanos, int failures) {}

    /// Since when this replica has led in a term, as far as was seen.
    private record Led(long term, long sinceNanos) {}

    HandOvers(ReplicaId self, Replicas replicas, MoveSteps moves) {
        this.self = self;
        this.replicas = replicas;
        this.moves = moves;
    }

    /// Sees what this node leads by now.
    void note(long nowNanos) {
        for (Replica replica : replicas.all()) {
            Leadership now = replica.leadership();
            Led before = led.get(replica.partition());
            if (!now.ready()) {
                led.remove(replica.partition());
            } else if (before == null || before.term() != now.term()) {
                led.put(replica.partition(), new Led(now.term(), nowNanos));
            }
        }
    }

    /// Partitions come and go for as long as the node runs.
    void forgetOthers(Set<PartitionId> assigned) {
        last.keySet().retainAll(assigned);
        led.keySet().retainAll(assigned);
    }

    boolean hasLedForAWhile(PartitionId partition, long nowNanos) {
        Led since = led.get(partition);
        return since != null && nowNanos - since.sinceNanos() >= LED_NANOS_MIN;
    }

    /// Whether the last one of a partition is long enough ago for another.
    boolean hasPaused(PartitionId partition, long nowNanos) {
        Last one = last.get(partition);
        return one == null
                || nowNanos - one.begunNanos()
                        >= PAUSE_NANOS << Math.min(one.failures(), DOUBLINGS_MAX);
    }

    /// A member that can lead at once; empty where there is none, and where another leads.
    Optional<ReplicaId> successor(Replica replica) {
        ReplicaStatus status = replica.status();
        if (status.role() != ReplicaStatus.Role.LEADER) {
            return Optional.empty();
        }
        return status.members().stream()
                .map(Member::replica)
                .filter(each -> !each.equals(self))
                .filter(each -> Reconciler.isCaughtUp(each, status))
                .findFirst();
    }

    CompletableFuture<?> begin(Replica replica, ReplicaId to, long nowNanos) {
        PartitionId partition = replica.partition();
        last.compute(partition, (_, one) -> new Last(nowNanos, one == null ? 0 : one.failures()));
        LOG.info("partition {}: handing leadership to {}", partition, to);
        moves.reached(Step.HANDING, partition);
        return replica.log()
                .transferLeadership(to)
                .thenAccept(result -> {
                    switch (result) {
                        case MembershipResult.Done _ -> {
                            last.computeIfPresent(
                                    partition, (_, one) -> new Last(one.begunNanos(), 0));
                            LOG.info("partition {}: leadership transfer done", partition);
                            moves.reached(Step.HANDED, partition);
                        }
                        case MembershipResult.NotDone(String reason) -> {
                            last.computeIfPresent(
                                    partition,
                                    (_, one) -> new Last(one.begunNanos(), one.failures() + 1));
                            LOG.info(
                                    "partition {}: leadership transfer not done: {}",
                                    partition,
                                    reason);
                        }
                    }
                });
    }

    /// Each to a member that can take it.
    ///
    /// @return done once each is taken or given up
    CompletableFuture<Void> all() {
        return CompletableFuture.allOf(
                replicas.all().stream()
                        .flatMap(replica ->
                                successor(replica)
                                        .map(to -> replica.log().transferLeadership(to))
                                        .stream())
                        .toArray(CompletableFuture[]::new));
    }
}
