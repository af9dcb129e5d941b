package io.kvasir.node.proposer;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.node.partition.Command;
import io.kvasir.node.partition.Commands;
import io.kvasir.node.partition.Entry;
import io.kvasir.node.partition.EntryBuilder;
import io.kvasir.node.partition.HybridTime;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.TransactionStep;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.Chain.Evaluated;
import io.kvasir.node.proposer.Chain.InFlight;
import io.kvasir.node.proposer.Submission.Operation;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The single writer of one partition's leader. Drains what waits, evaluates it in order against
/// the store and its own results in flight, and proposes one entry for all of it. While an entry is
/// in flight operations gather for the next one: the batch grows with the load. A few operations,
/// or more than one entry takes, do not wait for it.
///
/// State below `run` belongs to whichever pool thread runs it; `scheduled` lets only one.
public final class Proposer {
    static final int ENTRIES_IN_FLIGHT_MAX = 2;

    /// With so few in flight there is no load to gather.
    private static final int FEW_OPERATIONS = 4;

    static final int OPERATIONS_PER_ENTRY_MAX = 512;
    static final int OPERATIONS_WAITING_MAX = 8192;
    static final int EVALUATIONS_MAX = 4;
    private static final int ENTRY_BYTES_MAX = 1 << 20;
    private static final int ROUNDS_PER_TURN_MAX = 8;

    private final ReplicatedLog log;
    private final LedPartition partition;
    private final Executor pool;
    private final ProposerClock clock;
    private final ProposerMetrics metrics;

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final Queue<Operation> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<SystemCommand.Pending> systemArrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private volatile boolean leading;

    private final Deque<Operation> first = new ArrayDeque<>();
    private @Nullable Chain chain;
    private long numbersTerm;
    private long lastNumber;
    private long hybridTime;

    /// What reaches the loop from other threads.
    private sealed interface Event {
        record LeadershipChanged(Leadership leadership) implements Event {}

        record Resolved(InFlight inFlight, AppendResult result) implements Event {}
    }

    public Proposer(
            ReplicatedLog log,
            LedPartition partition,
            Executor pool,
            ProposerClock clock,
            ProposerMetrics metrics) {
        this.log = log;
        this.partition = partition;
        this.pool = pool;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// @param deadlineNanos on the monotonic clock; operations not evaluated by then are dropped
    /// @return completes with an outcome for each; never fails
    public CompletableFuture<WriteReply> submit(List<WriteCommand> commands, long deadlineNanos) {
        return submitted(commands, deadlineNanos)
                .thenApply(reply ->
                        new WriteReply(
                                reply.outcomes().stream().map(WriteOutcome.class::cast).toList(),
                                reply.appliedIndex()));
    }

    /// @return completes with the step's outcome; never fails
    public CompletableFuture<StepReply> submit(TransactionStep step, long deadlineNanos) {
        return submitted(List.of(step), deadlineNanos)
                .thenApply(
                        reply -> new StepReply(reply.outcomes().getFirst(), reply.appliedIndex()));
    }

    private CompletableFuture<Submission.Reply> submitted(
            List<? extends Command> commands, long deadlineNanos) {
        Submission submission = new Submission(commands, deadlineNanos);
        if (!leading) {
            submission.operations().forEach(operation -> operation.answer(notLeader()));
        } else if (waitingCount.addAndGet(commands.size()) > OPERATIONS_WAITING_MAX) {
            waitingCount.addAndGet(-commands.size());
            metrics.refusedFull.increment(commands.size());
            submission.operations().forEach(operation -> operation.answer(queueFull()));
        } else {
            arrivals.addAll(submission.operations());
            schedule();
        }
        return submission.reply();
    }

    /// @return completes with whether it took effect; never fails
    public CompletableFuture<Boolean> submit(SystemCommand command) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (leading) {
            systemArrivals.add(new SystemCommand.Pending(command, done));
            schedule();
        } else {
            done.complete(false);
        }
        return done;
    }

    public void onLeadership(Leadership leadership) {
        events.add(new Event.LeadershipChanged(leadership));
        schedule();
    }

    public int waiting() {
        return waitingCount.get();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            pool.execute(this::run);
        }
    }

    private void run() {
        try {
            for (int round = 0; round < ROUNDS_PER_TURN_MAX && turn(); round++) {}
        } catch (RuntimeException | Error e) {
            partition.fail(e);
        } finally {
            scheduled.set(false);
            if (!events.isEmpty() || canPropose()) {
                schedule();
            }
        }
    }

    /// @return whether there may be more to do at once
    private boolean turn() {
        for (Event event = events.poll(); event != null; event = events.poll()) {
            switch (event) {
                case Event.LeadershipChanged(Leadership leadership) -> onChanged(leadership);
                case Event.Resolved(InFlight inFlight, AppendResult result) ->
                        onResolved(inFlight, result);
            }
        }
        if (!leading) {
            answerAllWaiting();
            return false;
        }
        if (!canPropose()) {
            return false;
        }
        try {
            propose();
        } catch (CorruptionException e) {
            partition.quarantine(e);
            stopLeading();
        } catch (StoreClosedException e) {
            stopLeading();
        }
        return true;
    }

    private boolean canPropose() {
        Chain current = chain;
        boolean work = !first.isEmpty() || !arrivals.isEmpty() || !systemArrivals.isEmpty();
        if (!leading || current == null) {
            return work;
        }
        return work
                && !current.broken
                && !current.fenced
                && (current.inFlight == 0
                        || (current.mayFollow && current.inFlight < ENTRIES_IN_FLIGHT_MAX));
    }

    private void onChanged(Leadership leadership) {
        if (!leadership.ready()) {
            stopLeading();
        } else if (!leading || chain == null || chain.term != leadership.term()) {
            if (numbersTerm != leadership.term()) {
                numbersTerm = leadership.term();
                lastNumber = 0;
            }
            begin(leadership.term());
            leading = true;
        }
    }

    /// Begins a chain on what is applied now.
    private void begin(long term) {
        PartitionState state = partition.state();
        chain = new Chain(term, state.numberWithin(term));
        lastNumber = Math.max(lastNumber, state.numberWithin(term));
        hybridTime = Math.max(hybridTime, state.hybridTime());
    }

    private void stopLeading() {
        leading = false;
        Chain old = chain;
        chain = null;
        if (old != null) {
            old.again.values().forEach(operations -> operations.forEach(this::answerNotLeader));
            old.again.clear();
        }
        answerAllWaiting();
    }

    private void answerAllWaiting() {
        for (Operation next = poll(); next != null; next = poll()) {
            next.answer(notLeader());
        }
        for (var next = systemArrivals.poll(); next != null; next = systemArrivals.poll()) {
            next.done().complete(false);
        }
    }

    private void answerNotLeader(Operation operation) {
        operation.answer(notLeader());
    }

    private @Nullable Operation poll() {
        Operation next = first.isEmpty() ? arrivals.poll() : first.poll();
        if (next != null) {
            waitingCount.decrementAndGet();
        }
        return next;
    }

    private @Nullable Operation peek() {
        return first.isEmpty() ? arrivals.peek() : first.peek();
    }

    private void propose() {
        Chain on = chain;
        if (on == null) {
            return;
        }
        PartitionState state = partition.state();
        EntryBuilder builder = new EntryBuilder(Math.min(ENTRY_BYTES_MAX, log.entryBytesMax()));
        List<Evaluated> evaluated = new ArrayList<>();
        SystemCommand.Pending system = systemArrivals.poll();
        try {
            boolean something =
                    system == null
                            ? evaluateWaiting(on, state, builder, evaluated)
                            : evaluate(system, on, state, builder);
            if (!something) {
                return;
            }
        } catch (RuntimeException e) {
            evaluated.forEach(each -> answerNotLeader(each.operation()));
            if (system != null) {
                system.done().complete(false);
            }
            throw e;
        }
        Entry entry =
                new Entry(
                        on.term,
                        lastNumber + 1,
                        on.last,
                        state.epoch(),
                        hybridTime,
                        builder.mutations());
        append(new InFlight(on, entry, evaluated, system, clock.nanos().getAsLong()));
    }

    private boolean evaluate(
            SystemCommand.Pending system, Chain on, PartitionState state, EntryBuilder builder) {
        if (state.isSealed() && !system.command().isForSealed()) {
            system.done().complete(false);
            return false;
        }
        hybridTime = Math.max(hybridTime, system.command().hybridTimeMin());
        List<Mutation> mutations =
                system.command()
                        .evaluate(
                                state,
                                clock.wallMillis().getAsLong(),
                                key -> on.overlay.get(key, partition::get));
        if (mutations.isEmpty() || !builder.tryAdd(mutations)) {
            system.done().complete(mutations.isEmpty());
            return false;
        }
        on.add(lastNumber + 1, mutations);
        on.fenced = system.command().isFence();
        return true;
    }

    /// @return whether anything was evaluated
    private boolean evaluateWaiting(
            Chain on, PartitionState state, EntryBuilder builder, List<Evaluated> evaluated) {
        long nowNanos = clock.nanos().getAsLong();
        long nowMs = clock.wallMillis().getAsLong();
        for (Operation next = peek();
                next != null && evaluated.size() < OPERATIONS_PER_ENTRY_MAX;
                next = peek()) {
            WriteOutcome early = refusal(next, state, nowNanos);
            if (early == null) {
                long version = HybridTime.next(hybridTime, nowMs);
                Commands.Result evaluation =
                        Commands.evaluate(
                                next.command,
                                version,
                                nowMs,
                                key -> on.overlay.get(key, partition::get),
                                state.locks() > 0 || on.overlay.mayLock());
                if (builder.tryAdd(evaluation.mutations())) {
                    hybridTime = version;
                    on.add(lastNumber + 1, evaluation.mutations());
                    evaluated.add(
                            new Evaluated(
                                    next, evaluation.outcome(), !evaluation.mutations().isEmpty()));
                } else if (evaluated.isEmpty()) {
                    early = tooLargeForAnEntry();
                } else {
                    on.full = true;
                    return true;
                }
            }
            poll();
            if (early != null) {
                next.answer(early);
            }
        }
        on.full = evaluated.size() == OPERATIONS_PER_ENTRY_MAX;
        return !evaluated.isEmpty();
    }

    /// Why an operation is not evaluated at all; null where it is.
    private @Nullable WriteOutcome refusal(
            Operation operation, PartitionState state, long nowNanos) {
        if (operation.deadlineNanos - nowNanos <= 0) {
            metrics.expired.increment();
            return WriteOutcome.Failed.of(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline passed while the write waited; it was not begun");
        }
        if (state.isSealed()) {
            return rejected("partition " + state.partition() + " is about to be absorbed");
        }
        for (Bytes key : operation.command.keys()) {
            if (!state.range().contains(key)) {
                return WriteOutcome.Failed.of(
                        ErrorCode.WRONG_PARTITION,
                        "partition " + state.partition() + " does not hold key " + key);
            }
            if (operation.command.bringsWork() && state.isDropped(GlobalKey.keyspaceOf(key))) {
                return WriteOutcome.Failed.of(ErrorCode.TABLE_NOT_FOUND, "the table was deleted");
            }
        }
        return null;
    }

    private void append(InFlight inFlight) {
        Chain on = inFlight.chain();
        lastNumber = inFlight.entry().number();
        on.last = lastNumber;
        on.inFlight++;
        on.mayFollow = on.full || inFlight.operations().size() <= FEW_OPERATIONS;
        byte[] bytes = inFlight.entry().encode();
        metrics.batchOperations.record(inFlight.operations().size());
        metrics.entryBytes.record(bytes.length);
        var _ =
                log.append(bytes)
                        .whenComplete((result, failure) -> {
                            events.add(
                                    new Event.Resolved(
                                            inFlight,
                                            failure == null
                                                    ? result
                                                    : new AppendResult.Unknown(
                                                            String.valueOf(failure))));
                            schedule();
                        });
    }

    private void onResolved(InFlight inFlight, AppendResult result) {
        Chain on = inFlight.chain();
        on.inFlight--;
        switch (result) {
            case AppendResult.Committed(var position, Outcome.Applied _) -> {
                metrics.commit.record(
                        clock.nanos().getAsLong() - inFlight.proposedAtNanos(),
                        TimeUnit.NANOSECONDS);
                on.overlay.applied(inFlight.entry());
                for (Evaluated each : inFlight.operations()) {
                    each.operation().answer(each.outcome(), position.index());
                }
                finishSystem(inFlight, true);
            }
            case AppendResult.Committed(var _, Outcome.Ignored(String reason)) ->
                    onWithoutEffect(inFlight, reason);
            case AppendResult.Refused(String reason) -> onWithoutEffect(inFlight, reason);
            case AppendResult.Unknown(String reason) -> {
                on.broken = true;
                for (Evaluated each : inFlight.operations()) {
                    each.operation().answer(each.changes() ? unknown(reason) : rejected(reason));
                }
                finishSystem(inFlight, false);
            }
        }
        if (on == chain && on.broken && on.inFlight == 0) {
            restart(on);
        }
    }

    private static void finishSystem(InFlight inFlight, boolean done) {
        if (inFlight.system() != null) {
            inFlight.chain().fenced = false;
            inFlight.system().done().complete(done);
        }
    }

    /// Nothing happened, so the operations may be evaluated again, on the state that is.
    private void onWithoutEffect(InFlight inFlight, String reason) {
        Chain on = inFlight.chain();
        on.broken = true;
        finishSystem(inFlight, false);
        List<Operation> again = new ArrayList<>();
        for (Evaluated each : inFlight.operations()) {
            Operation operation = each.operation();
            operation.attempts++;
            if (on != chain) {
                operation.answer(leading ? rejected(reason) : notLeader());
            } else if (operation.attempts >= EVALUATIONS_MAX) {
                operation.answer(rejected(reason));
            } else {
                again.add(operation);
            }
        }
        if (!again.isEmpty()) {
            metrics.repeated.increment(again.size());
            on.again.put(inFlight.entry().number(), again);
        }
    }

    private void restart(Chain broken) {
        for (List<Operation> operations : broken.again.sequencedValues().reversed()) {
            for (Operation operation : operations.reversed()) {
                first.addFirst(operation);
                waitingCount.incrementAndGet();
            }
        }
        begin(broken.term);
    }

    private static WriteOutcome notLeader() {
        return WriteOutcome.Failed.of(
                ErrorCode.NOT_LEADER, "this replica does not lead the partition; nothing happened");
    }

    private static WriteOutcome queueFull() {
        return WriteOutcome.Failed.of(
                ErrorCode.THROTTLED,
                "the partition's queue holds "
                        + OPERATIONS_WAITING_MAX
                        + " writes, its limit; nothing happened");
    }

    private static WriteOutcome tooLargeForAnEntry() {
        return WriteOutcome.Failed.of(
                ErrorCode.LIMIT_EXCEEDED,
                "the write with what is remembered of it takes more than "
                        + ENTRY_BYTES_MAX
                        + " bytes of the log, the limit of one entry; nothing happened");
    }

    private static WriteOutcome rejected(String reason) {
        return WriteOutcome.Failed.of(
                ErrorCode.REJECTED, "nothing happened, the write may be sent again: " + reason);
    }

    private static WriteOutcome unknown(String reason) {
        return WriteOutcome.Failed.of(
                ErrorCode.OUTCOME_UNKNOWN, "the write may or may not take effect: " + reason);
    }
}
