package io.kvasir.testkit.simulation;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One replica of a group while its process runs: follower, candidate or leader.
final class SimulatedReplica implements ReplicatedLog {
    private static final int APPLIED_AT_ONCE_MAX = 8;
    private static final long INSTALL_NANOS_MAX = 200_000_000L;

    private final SimulatedCluster cluster;
    private final Simulation simulation;
    private final RandomGenerator random;
    private final Member member;
    private final GroupId group;
    private final StateMachine stateMachine;
    private final ReplicaDisk disk;

    private boolean running;
    private boolean crashed;
    private @Nullable Reign reign;
    private Optional<Member> leader = Optional.empty();
    private long heardNanos;
    private long commitIndex;
    private LogPosition applied = LogPosition.NONE;
    private boolean applying;
    private boolean installing;
    private Leadership published = new Leadership(-1, Optional.empty(), false);
    private long publishedNanos;

    SimulatedReplica(
            SimulatedCluster cluster,
            Member member,
            GroupId group,
            StateMachine stateMachine,
            ReplicaDisk disk) {
        this.cluster = cluster;
        this.simulation = cluster.simulation();
        this.random = simulation.random("replica " + member.replica() + " " + group);
        this.member = member;
        this.group = group;
        this.stateMachine = stateMachine;
        this.disk = disk;
    }

    void start() {
        LogPosition durable = stateMachine.durablePosition();
        if (durable.index() > disk.lastIndex() && !options().logSynced()) {
            disk.installed(durable, disk.configuration());
        }
        if (durable.index() > disk.lastIndex() || durable.index() < disk.base().index()) {
            throw new IllegalStateException(
                    "%s of %s: the state is durable to %d, the log holds %d to %d"
                            .formatted(
                                    member.replica(),
                                    group,
                                    durable.index(),
                                    disk.base().index() + 1,
                                    disk.lastIndex()));
        }
        running = true;
        applied = durable;
        commitIndex = durable.index();
        heardNanos = simulation.nanoTime();
        publish();
        scheduleElection();
        scheduleFlush();
    }

    void stop() {
        endReign("stopped");
        running = false;
    }

    /// As `stop`, but whoever waits hears nothing more.
    void crash() {
        crashed = true;
        stop();
    }

    boolean isCrashed() {
        return crashed;
    }

    // --- what its node asks ---

    @Override
    public CompletableFuture<AppendResult> append(byte[] entry) {
        if (entry.length > entryBytesMax()) {
            throw new IllegalArgumentException(
                    "entry has %d bytes; the limit is %d".formatted(entry.length, entryBytesMax()));
        }
        CompletableFuture<AppendResult> result = new CompletableFuture<>();
        boolean refused = reign == null || chance(options().refusedShare());
        later(
                delay(options().submitDelayMax().toNanos()),
                () -> {
                    if (refused || reign == null) {
                        result.complete(new AppendResult.Refused("not the leader, or busy"));
                    } else {
                        appendHere(reign, Bytes.ofOwned(entry), result);
                    }
                });
        return result;
    }

    private void appendHere(Reign here, Bytes payload, CompletableFuture<AppendResult> result) {
        long index = here.append(new LogEntry.Command(disk.term(), payload));
        here.await(index, result);
        if (chance(options().duplicatedShare())) {
            here.append(new LogEntry.Command(disk.term(), payload));
        }
        if (chance(options().unknownShare())) {
            later(
                    delay(2 * options().messageDelayMax().toNanos()),
                    () -> result.complete(new AppendResult.Unknown("the wait ended")));
        }
    }

    @Override
    public CompletableFuture<FenceResult> readFence() {
        CompletableFuture<FenceResult> result = new CompletableFuture<>();
        if (reign == null) {
            later(0, () -> result.complete(new FenceResult.Failed("not the leader")));
        } else if (!options().fenceConfirmed()) {
            later(0, () -> result.complete(new FenceResult.Passed(applied.index())));
        } else {
            reign.fence(result);
        }
        return result;
    }

    @Override
    public Leadership leadership() {
        return new Leadership(
                disk.term(), leader.map(Member::replica), reign != null && reign.isReady());
    }

    @Override
    public ReplicaStatus status() {
        return new ReplicaStatus(
                leadership(),
                role(),
                commitIndex,
                applied.index(),
                configuration().members(),
                reign == null ? new LinkedHashMap<>() : reign.progress(),
                simulation.nanoTime() - contactNanos());
    }

    private ReplicaStatus.Role role() {
        if (!running) {
            return ReplicaStatus.Role.STOPPED;
        }
        if (reign != null) {
            return ReplicaStatus.Role.LEADER;
        }
        if (!configuration().has(member.replica())) {
            return ReplicaStatus.Role.LEARNER;
        }
        return leader.isEmpty() ? ReplicaStatus.Role.CANDIDATE : ReplicaStatus.Role.FOLLOWER;
    }

    @Override
    public int entryBytesMax() {
        return options().entryBytesMax();
    }

    @Override
    public CompletableFuture<MembershipResult> changeMembers(List<Member> members) {
        CompletableFuture<MembershipResult> result = new CompletableFuture<>();
        later(
                delay(options().submitDelayMax().toNanos()),
                () -> {
                    if (reign == null) {
                        result.complete(new MembershipResult.NotDone("not the leader"));
                    } else {
                        reign.changeMembers(members, result);
                    }
                });
        return result;
    }

    @Override
    public CompletableFuture<MembershipResult> transferLeadership(ReplicaId to) {
        CompletableFuture<MembershipResult> result = new CompletableFuture<>();
        later(
                delay(2 * options().messageDelayMax().toNanos()),
                () -> {
                    boolean done =
                            reign != null
                                    && (to.equals(member.replica())
                                            || cluster.running(to, group)
                                                    .map(replica -> replica.stand(true))
                                                    .orElse(false));
                    result.complete(
                            done
                                    ? new MembershipResult.Done()
                                    : new MembershipResult.NotDone(to + " could not be elected"));
                });
        return result;
    }

    // --- messages ---

    void receive(Member from, Message message) {
        if (message.term() > disk.term()) {
            observeTerm(message.term());
        }
        switch (message) {
            case Message.Answer answer -> {
                if (reign != null && answer.term() == disk.term()) {
                    reign.onAnswer(from, answer);
                }
            }
            case Message.Append append -> {
                if (hear(from, append.term())) {
                    answerAppend(from, append);
                } else {
                    answer(from, false, disk.lastIndex(), append.round());
                }
            }
            case Message.Install install -> {
                if (hear(from, install.term()) && applied.index() >= install.atLeast().index()) {
                    // What is applied is committed, so every leader's log has it.
                    answer(from, true, applied.index(), install.round());
                } else {
                    install(from, install);
                }
            }
        }
    }

    /// Whether the sender leads in this replica's term.
    private boolean hear(Member from, long term) {
        if (term < disk.term()) {
            return false;
        }
        if (reign != null) {
            throw new IllegalStateException("two leaders of " + group + " in term " + term);
        }
        heardNanos = simulation.nanoTime();
        leader = Optional.of(from);
        publish();
        return true;
    }

    private void answerAppend(Member from, Message.Append append) {
        long previous = append.previous().index();
        boolean below = previous < disk.base().index();
        boolean matches =
                previous <= disk.lastIndex()
                        && (below || disk.termAt(previous) == append.previous().term());
        if (installing || !matches) {
            long hint = Math.min(disk.lastIndex(), Math.max(previous - 1, commitIndex));
            answer(from, false, hint, append.round());
            return;
        }
        long index = previous;
        for (LogEntry entry : append.entries()) {
            index++;
            if (index <= disk.base().index()) {
                continue;
            }
            if (disk.reaches(index) && disk.termAt(index) != entry.term()) {
                if (index <= commitIndex && options().logSynced()) {
                    throw new IllegalStateException("a committed entry of " + group + " was lost");
                }
                disk.truncateFrom(index);
            }
            if (!disk.reaches(index)) {
                disk.append(entry);
            }
        }
        if (options().logSynced()) {
            disk.sync(index);
        }
        commitTo(Math.min(append.commitIndex(), index));
        answer(from, true, index, append.round());
    }

    private void answer(Member to, boolean matches, long index, long round) {
        cluster.send(member, to, group, new Message.Answer(disk.term(), matches, index, round));
    }

    private void install(Member source, Message.Install asked) {
        answer(source, false, disk.lastIndex(), asked.round());
        if (installing || asked.term() < disk.term()) {
            return;
        }
        installing = true;
        later(
                delay(INSTALL_NANOS_MAX),
                () -> {
                    installing = false;
                    Optional<SimulatedReplica> peer = cluster.running(source.replica(), group);
                    if (peer.isEmpty() || applied.index() >= asked.atLeast().index()) {
                        return;
                    }
                    try {
                        LogPosition copy = stateMachine.install(source, asked.atLeast());
                        installed(peer.get(), copy, asked.atLeast());
                    } catch (IOException e) {
                        simulation.trace(this + " install failed: " + e.getMessage());
                    }
                });
    }

    private void installed(SimulatedReplica source, LogPosition position, LogPosition atLeast) {
        if (position.index() < atLeast.index() || position.index() > source.applied.index()) {
            throw new IllegalStateException(
                    "a copy at %s was installed; asked was %s, the source had applied %s"
                            .formatted(position, atLeast, source.applied));
        }
        simulation.trace(this + " installed " + position.index());
        disk.installed(position, source.disk.configurationAt(position.index()));
        applied = position;
        commitTo(position.index());
    }

    // --- terms and elections ---

    private void scheduleElection() {
        long timeout = options().electionTimeout().toNanos();
        later(
                timeout + delay(timeout),
                () -> {
                    if (reign == null && simulation.nanoTime() - heardNanos >= timeout) {
                        stand(false);
                    }
                    scheduleElection();
                });
    }

    /// Becomes leader where a majority in reach has no newer log and, unless `forced`, has not
    /// heard a leader of late.
    boolean stand(boolean forced) {
        Configuration members = configuration();
        if (!running || reign != null || installing || !members.has(member.replica())) {
            return reign != null;
        }
        List<SimulatedReplica> voters =
                cluster.votersInReach(member, members, group).stream()
                        .filter(voter -> voter == this || voter.votesFor(disk.last(), forced))
                        .toList();
        boolean elected =
                members.hasMajority(id -> voters.stream().anyMatch(voter -> voter.isReplica(id)));
        if (!elected) {
            return false;
        }
        long term = voters.stream().mapToLong(SimulatedReplica::term).max().orElseThrow() + 1;
        voters.forEach(voter -> voter.observeTerm(term));
        simulation.trace(this + " leads in term " + term);
        leader = Optional.of(member);
        reign = new Reign(cluster, this, disk, random);
        reign.begin();
        publish();
        return true;
    }

    private boolean votesFor(LogPosition candidateLast, boolean forced) {
        LogPosition own = disk.last();
        boolean upToDate =
                candidateLast.term() != own.term()
                        ? candidateLast.term() > own.term()
                        : candidateLast.index() >= own.index();
        boolean content =
                leader.isPresent()
                        && simulation.nanoTime() - contactNanos()
                                < options().electionTimeout().toNanos();
        return running && upToDate && (forced || !content);
    }

    private long contactNanos() {
        return reign == null ? heardNanos : reign.majorityAnsweredNanos();
    }

    private void observeTerm(long term) {
        if (term <= disk.term()) {
            return;
        }
        endReign("a higher term");
        disk.setTerm(term);
        leader = Optional.empty();
        heardNanos = simulation.nanoTime();
        publish();
    }

    /// Gives up leadership, for a reason other than a higher term.
    void stepDown(String reason) {
        endReign(reason);
        leader = Optional.empty();
        heardNanos = simulation.nanoTime();
        publish();
    }

    private void endReign(String reason) {
        if (reign != null) {
            simulation.trace(this + " stops leading: " + reason);
            Reign ended = reign;
            reign = null;
            ended.end(reason);
        }
    }

    /// Tells the state machine, later and in order, where something changed.
    void publish() {
        Leadership now = leadership();
        if (now.equals(published)) {
            return;
        }
        published = now;
        publishedNanos =
                Math.max(
                        publishedNanos,
                        simulation.nanoTime() + delay(options().applyDelayMax().toNanos()));
        later(publishedNanos - simulation.nanoTime(), () -> stateMachine.onLeadership(now));
    }

    // --- applying ---

    void commitTo(long index) {
        commitIndex = Math.max(commitIndex, index);
        applySoon();
    }

    private void applySoon() {
        if (applying || installing || applied.index() >= commitIndex) {
            return;
        }
        applying = true;
        later(
                delay(options().applyDelayMax().toNanos()),
                () -> {
                    applying = false;
                    for (int i = 0; i < APPLIED_AT_ONCE_MAX && canApply(); i++) {
                        applyNext();
                    }
                    applySoon();
                });
    }

    private boolean canApply() {
        return running && !installing && applied.index() < commitIndex;
    }

    private void applyNext() {
        long index = applied.index() + 1;
        LogEntry entry = disk.entry(index);
        LogPosition position = new LogPosition(entry.term(), index);
        Optional<Outcome> outcome =
                switch (entry) {
                    case LogEntry.Command command ->
                            Optional.of(stateMachine.apply(position, command.payload()));
                    case LogEntry.Reconfiguration _ -> {
                        stateMachine.skip(position);
                        yield Optional.empty();
                    }
                };
        applied = position;
        if (reign != null) {
            reign.onApplied(position, outcome);
        }
    }

    private void scheduleFlush() {
        long interval = options().flushInterval().toNanos();
        later(
                interval / 2 + delay(interval),
                () -> {
                    if (!installing) {
                        simulation.when(stateMachine.flush(), this::onFlushed);
                    }
                    scheduleFlush();
                });
    }

    private void onFlushed(LogPosition durable) {
        if (!running) {
            return;
        }
        if (durable.index() > applied.index()) {
            throw new IllegalStateException("flushed to " + durable + ", applied to " + applied);
        }
        disk.sync(durable.index());
        disk.purgeUpTo(durable.index() - options().preservedEntries());
    }

    // --- shared with its reign ---

    boolean isLeader() {
        return reign != null;
    }

    boolean isReplica(ReplicaId id) {
        return member.replica().equals(id);
    }

    Member member() {
        return member;
    }

    GroupId group() {
        return group;
    }

    long term() {
        return disk.term();
    }

    long commitIndex() {
        return commitIndex;
    }

    long appliedIndex() {
        return applied.index();
    }

    Configuration configuration() {
        return disk.configuration();
    }

    /// Schedules something that ends with this process.
    void later(long delayNanos, Runnable action) {
        simulation.scheduleNanos(
                delayNanos,
                () -> {
                    if (running) {
                        action.run();
                    }
                });
    }

    private long delay(long maxNanos) {
        return random.nextLong(maxNanos + 1);
    }

    private boolean chance(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private ClusterOptions options() {
        return cluster.options();
    }

    @Override
    public String toString() {
        return group + "@" + member.replica();
    }
}
