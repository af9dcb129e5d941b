package io.kvasir.node.service;

import io.grpc.Context;
import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Safeguard;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.replication.FenceResult;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Checks that every request passes: the partition under its epoch, its keys, who may answer, and
/// how fresh.
final class Access {
    private static final long CONFIRM_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Replicas replicas;
    private final long stalenessMaxNanos;
    private final long patienceNanos;
    private final LongSupplier nanos;

    /// @param stalenessMax for eventual reads that name no bound
    /// @param patience how long a request waits for a replica or a leader that is about to be there
    /// @param nanos the monotonic clock
    Access(Replicas replicas, Duration stalenessMax, Duration patience, LongSupplier nanos) {
        this.replicas = replicas;
        this.stalenessMaxNanos = stalenessMax.toNanos();
        this.patienceNanos = patience.toNanos();
        this.nanos = nanos;
    }

    /// What is left of the caller's time, in nanoseconds.
    static long timeLeftNanos() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? WAIT_NANOS_MAX
                : Math.min(WAIT_NANOS_MAX, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    /// For what is about to be so; a part of the caller's time, so that it hears of it and can go
    /// elsewhere.
    private long patienceNanos() {
        return Math.min(patienceNanos, timeLeftNanos() / 2);
    }

    /// The replica asked for, where it is held under the epoch and every range is inside its own.
    /// Waits for one that a split is just making: its callers would only come back, late.
    Replica replica(PartitionRef asked, List<KeyRange> ranges) {
        KeyRange first = ranges.isEmpty() ? KeyRange.ALL : ranges.getFirst();
        PartitionId partition = new PartitionId(asked.getId());
        Replica replica = replicas.get(partition);
        if (replica == null) {
            replica = replicas.awaitMade(partition, patienceNanos());
        }
        if (replica == null) {
            throw new RefusedException(
                    Failures.wrongPartition(
                            replicas, first, "this node does not hold partition " + asked.getId()));
        }
        PartitionState state = replica.state();
        if (state.epoch().value() != asked.getEpoch() && !Safeguard.EPOCH_CHECK.isOff()) {
            throw new RefusedException(
                    Failures.wrongPartition(
                            replicas,
                            replica,
                            first,
                            "partition "
                                    + asked.getId()
                                    + " is under epoch "
                                    + state.epoch().value()
                                    + ", asked under "
                                    + asked.getEpoch()));
        }
        if (state.isSealed()) {
            throw new RefusedException(Failures.sealed(replicas, replica, first));
        }
        for (KeyRange range : ranges) {
            if (!state.range().overlaps(range)) {
                throw new RefusedException(
                        Failures.wrongPartition(
                                replicas,
                                replica,
                                range,
                                "partition " + asked.getId() + " does not hold " + range));
            }
        }
        return replica;
    }

    /// What was read of the replica since `replica` is what it held under the epoch asked for: it
    /// has not been divided meanwhile, and lost the keys, nor sealed, so that they may have changed
    /// elsewhere.
    ///
    /// @throws RefusedException where it has
    void requireUnchanged(Replica replica, PartitionRef asked, List<KeyRange> ranges) {
        PartitionState state = replica.state();
        if (state.epoch().value() != asked.getEpoch() || state.isSealed()) {
            replica(asked, ranges);
        }
    }

    /// The partition was divided between the check of the request and its evaluation.
    RefusedException moved(List<KeyRange> ranges) {
        return new RefusedException(
                Failures.wrongPartition(
                        replicas,
                        ranges.isEmpty() ? KeyRange.ALL : ranges.getFirst(),
                        "the partition was divided; nothing happened"));
    }

    static KeyRange only(Bytes key) {
        return new KeyRange(key, key.successor());
    }

    /// Waits where the replica's group is just electing it.
    ///
    /// @throws RefusedException where the replica does not lead, or is damaged
    void requireLeads(Replica replica) {
        boolean leads = replica.leadership().ready() || replica.awaitLeads(patienceNanos());
        if (!leads || replica.quarantine().isPresent()) {
            throw new RefusedException(Failures.notLeader(replica));
        }
    }

    /// Waits until the replica may answer.
    ///
    /// @return how stale the answer can be, in milliseconds, rounded up; 0 where not at all
    long admit(Replica replica, ReadRequest request) {
        if (request.getConsistency() == Consistency.STRONG) {
            requireLeads(replica);
            fence(replica);
            return 0;
        }
        if (replica.quarantine().isPresent()) {
            throw notCaughtUp("the replica is damaged: " + replica.quarantine().get());
        }
        long least = request.getAppliedIndexMin();
        if (least > 0 && !replica.awaitApplied(least, timeLeftNanos() / 2)) {
            throw notCaughtUp(
                    "the replica has applied "
                            + replica.state().applied().index()
                            + ", the session needs "
                            + least);
        }
        long bound =
                request.getStalenessMaxMs() > 0
                        ? TimeUnit.MILLISECONDS.toNanos(request.getStalenessMaxMs())
                        : stalenessMaxNanos;
        long staleness = staleness(replica, bound);
        if (staleness > bound) {
            throw notCaughtUp(
                    "the replica can be staler than "
                            + TimeUnit.NANOSECONDS.toMillis(bound)
                            + " ms");
        }
        return 1 + TimeUnit.NANOSECONDS.toMillis(staleness);
    }

    /// How stale an answer can be; where that is more than `bound`, the leader is asked first.
    private long staleness(Replica replica, long bound) {
        long now = nanos.getAsLong();
        long staleness = replica.stalenessNanos(now);
        long until = now + Math.min(timeLeftNanos() / 2, CONFIRM_NANOS_MAX);
        while (staleness > bound && until - now > 0) {
            OptionalLong index = confirmed(replica, now, until - now);
            now = nanos.getAsLong();
            if (index.isEmpty()
                    || !replica.awaitApplied(index.getAsLong(), Math.max(0, until - now))) {
                break;
            }
            now = nanos.getAsLong();
            staleness = replica.stalenessNanos(now);
        }
        return staleness;
    }

    private static OptionalLong confirmed(Replica replica, long now, long nanosMax) {
        try {
            return OptionalLong.of(replica.confirm(now).get(nanosMax, TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the call was cancelled");
        }
    }

    private static void fence(Replica replica) {
        if (Safeguard.READ_FENCE.isOff()) {
            return;
        }
        try {
            FenceResult result =
                    replica.log().readFence().get(timeLeftNanos(), TimeUnit.NANOSECONDS);
            if (result instanceof FenceResult.Failed) {
                throw new RefusedException(Failures.notLeader(replica));
            }
        } catch (TimeoutException e) {
            throw new RefusedException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "leadership was not confirmed before the deadline");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the call was cancelled");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a read fence failed", e);
        }
    }

    private static RefusedException notCaughtUp(String message) {
        return new RefusedException(ErrorCode.NOT_CAUGHT_UP, message);
    }
}
