package io.kvasir.testkit.simulation;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.FollowerProgress;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a replica holds while it leads, from its election to its end: how far its followers are,
/// who waits for which entry, and fences not yet confirmed.
final class Reign {
    private static final int ENTRIES_PER_MESSAGE_MAX = 64;
    private static final long COALESCING_NANOS_MAX = 200_000L;

    private final SimulatedCluster cluster;
    private final Simulation simulation;
    private final SimulatedReplica replica;
    private final ReplicaDisk disk;
    private final RandomGenerator random;
    private final long term;
    private final TreeMap<ReplicaId, Follower> followers = new TreeMap<>();
    private final TreeMap<Long, CompletableFuture<AppendResult>> waiting = new TreeMap<>();
    private final List<Fence> fences = new ArrayList<>();
    private @Nullable CompletableFuture<MembershipResult> membership;
    private long firstIndex;
    private long round;
    private boolean broadcasting;
    private boolean ready;
    private boolean ended;
    private final long beganNanos;

    Reign(
            SimulatedCluster cluster,
            SimulatedReplica replica,
            ReplicaDisk disk,
            RandomGenerator random) {
        this.cluster = cluster;
        this.simulation = cluster.simulation();
        this.replica = replica;
        this.disk = disk;
        this.random = random;
        this.term = disk.term();
        this.beganNanos = simulation.nanoTime();
    }

    private static final class Follower {
        private long next;
        private long match;
        private long answeredNanos;
        private long answeredRound;

        private Follower(long next, long nowNanos) {
            this.next = next;
            this.answeredNanos = nowNanos;
        }
    }

    private record Fence(
            long round, long commitIndex, long atNanos, CompletableFuture<FenceResult> result) {}

    void begin() {
        firstIndex = append(new LogEntry.Reconfiguration(term, replica.configuration()));
        scheduleHeartbeat();
    }

    void end(String reason) {
        ended = true;
        AppendResult unknown = new AppendResult.Unknown("leadership was lost: " + reason);
        waiting.values().forEach(result -> complete(result, unknown));
        waiting.clear();
        FenceResult failed = new FenceResult.Failed("leadership was lost: " + reason);
        fences.forEach(fence -> complete(fence.result(), failed));
        fences.clear();
        if (membership != null) {
            complete(membership, new MembershipResult.NotDone("leadership was lost: " + reason));
            membership = null;
        }
    }

    boolean isReady() {
        return ready;
    }

    // --- entries ---

    long append(LogEntry entry) {
        disk.append(entry);
        long index = disk.lastIndex();
        later(
                random.nextLong(cluster.options().syncDelayMax().toNanos() + 1),
                () -> {
                    if (cluster.options().logSynced()) {
                        disk.sync(index);
                    }
                    advanceCommit();
                });
        broadcastSoon();
        return index;
    }

    void await(long index, CompletableFuture<AppendResult> result) {
        waiting.put(index, result);
    }

    private void advanceCommit() {
        for (long index = disk.lastIndex(); index > replica.commitIndex(); index--) {
            // Entries of older terms are committed only through a later one of this term.
            if (disk.termAt(index) != term) {
                return;
            }
            if (isOnMajority(index)) {
                long before = replica.commitIndex();
                replica.commitTo(index);
                onCommitted(before + 1, index);
                broadcastSoon();
                return;
            }
        }
    }

    private boolean isOnMajority(long index) {
        return replica.configuration()
                .hasMajority(id ->
                        replica.isReplica(id)
                                ? disk.syncedIndex() >= index || !cluster.options().logSynced()
                                : follower(id).match >= index);
    }

    private void onCommitted(long from, long to) {
        Configuration now = replica.configuration();
        for (long index = from; index <= to; index++) {
            if (!(disk.entry(index) instanceof LogEntry.Reconfiguration change)
                    || !change.configuration().equals(now)) {
                continue;
            }
            if (now.isChanging()) {
                append(new LogEntry.Reconfiguration(term, Configuration.of(now.members())));
            } else if (membership != null && index > firstIndex) {
                complete(membership, new MembershipResult.Done());
                membership = null;
            }
            if (!now.isChanging() && !now.has(replica.member().replica())) {
                replica.stepDown("no longer a member");
            }
            return;
        }
    }

    void onApplied(LogPosition position, Optional<Outcome> outcome) {
        CompletableFuture<AppendResult> result = waiting.remove(position.index());
        if (result != null && outcome.isPresent()) {
            complete(result, new AppendResult.Committed(position, outcome.get()));
        }
        if (position.index() == firstIndex) {
            ready = true;
            replica.publish();
        }
        passFences();
    }

    void changeMembers(List<Member> members, CompletableFuture<MembershipResult> result) {
        Configuration now = replica.configuration();
        Optional<Member> absent =
                members.stream()
                        .filter(m -> cluster.running(m.replica(), replica.group()).isEmpty())
                        .findFirst();
        if (!ready || membership != null || now.isChanging()) {
            complete(result, new MembershipResult.NotDone("another change is under way"));
        } else if (absent.isPresent()) {
            complete(result, new MembershipResult.NotDone(absent.get() + " does not run"));
        } else {
            membership = result;
            append(new LogEntry.Reconfiguration(term, new Configuration(members, now.members())));
        }
    }

    // --- fences ---

    void fence(CompletableFuture<FenceResult> result) {
        // Until its first entry is committed a leader does not know what else is.
        long commitIndex = Math.max(replica.commitIndex(), firstIndex);
        fences.add(new Fence(round + 1, commitIndex, simulation.nanoTime(), result));
        broadcastSoon();
        passFences();
    }

    private void passFences() {
        List<Fence> passed = new ArrayList<>();
        for (Fence fence : fences) {
            boolean confirmed =
                    replica.configuration()
                            .hasMajority(id ->
                                    replica.isReplica(id)
                                            || follower(id).answeredRound >= fence.round());
            if (confirmed && replica.appliedIndex() >= fence.commitIndex()) {
                passed.add(fence);
            }
        }
        fences.removeAll(passed);
        passed.forEach(
                fence -> complete(fence.result(), new FenceResult.Passed(replica.appliedIndex())));
    }

    private void failOldFences() {
        long oldest = simulation.nanoTime() - cluster.options().electionTimeout().toNanos();
        List<Fence> old = fences.stream().filter(fence -> fence.atNanos() < oldest).toList();
        fences.removeAll(old);
        old.forEach(fence ->
                complete(fence.result(), new FenceResult.Failed("no majority answered in time")));
    }

    // --- followers ---

    private Follower follower(ReplicaId id) {
        return followers.computeIfAbsent(
                id, _ -> new Follower(disk.lastIndex() + 1, simulation.nanoTime()));
    }

    private void scheduleHeartbeat() {
        later(
                cluster.options().heartbeatInterval().toNanos(),
                () -> {
                    broadcast();
                    failOldFences();
                    long silent = simulation.nanoTime() - majorityAnsweredNanos();
                    if (silent > 2 * cluster.options().electionTimeout().toNanos()) {
                        replica.stepDown("no majority answers");
                    } else {
                        scheduleHeartbeat();
                    }
                });
    }

    private void broadcastSoon() {
        if (!broadcasting) {
            broadcasting = true;
            later(
                    random.nextLong(COALESCING_NANOS_MAX),
                    () -> {
                        broadcasting = false;
                        broadcast();
                    });
        }
    }

    private void broadcast() {
        round++;
        for (Member to : replica.configuration().all()) {
            if (!replica.isReplica(to.replica())) {
                cluster.send(replica.member(), to, replica.group(), messageFor(to));
            }
        }
    }

    private Message messageFor(Member to) {
        Follower follower = follower(to.replica());
        long previous = Math.min(follower.next, disk.lastIndex() + 1) - 1;
        if (previous < disk.base().index()) {
            return new Message.Install(term, disk.base(), round);
        }
        return new Message.Append(
                term,
                new LogPosition(disk.termAt(previous), previous),
                disk.from(previous + 1, ENTRIES_PER_MESSAGE_MAX),
                replica.commitIndex(),
                round);
    }

    void onAnswer(Member from, Message.Answer answer) {
        Follower follower = follower(from.replica());
        follower.answeredNanos = simulation.nanoTime();
        follower.answeredRound = Math.max(follower.answeredRound, answer.round());
        if (answer.matches()) {
            follower.match = Math.max(follower.match, answer.matchIndex());
            follower.next = Math.max(follower.next, follower.match + 1);
        } else {
            long hinted = Math.min(follower.next, answer.matchIndex() + 1);
            follower.next = Math.max(follower.match + 1, hinted);
        }
        if (follower.next <= disk.lastIndex()) {
            broadcastSoon();
        }
        advanceCommit();
        passFences();
    }

    /// When a majority, this replica included, had last answered.
    long majorityAnsweredNanos() {
        List<Long> times =
                replica.configuration().all().stream()
                        .map(to ->
                                replica.isReplica(to.replica())
                                        ? simulation.nanoTime()
                                        : follower(to.replica()).answeredNanos)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        for (long time : times) {
            boolean majority =
                    replica.configuration()
                            .hasMajority(id ->
                                    replica.isReplica(id) || follower(id).answeredNanos >= time);
            if (majority) {
                return time;
            }
        }
        return beganNanos;
    }

    SequencedMap<ReplicaId, FollowerProgress> progress() {
        TreeMap<ReplicaId, FollowerProgress> progress = new TreeMap<>();
        followers.forEach((id, follower) ->
                progress.put(
                        id,
                        new FollowerProgress(
                                follower.match, simulation.nanoTime() - follower.answeredNanos)));
        return progress;
    }

    private <T> void complete(CompletableFuture<T> future, T value) {
        simulation.scheduleNanos(
                0,
                () -> {
                    if (!replica.isCrashed()) {
                        future.complete(value);
                    }
                });
    }

    private void later(long delayNanos, Runnable action) {
        replica.later(
                delayNanos,
                () -> {
                    if (!ended) {
                        action.run();
                    }
                });
    }
}
