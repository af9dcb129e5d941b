package io.kvasir.control.log;

import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Evaluation;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.Reply;
import io.kvasir.control.state.StateCodec;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicatedLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The leader's single writer: evaluates what is waiting on the applied state and appends one entry
/// with all of it. One entry is in flight; what comes meanwhile shares the next. The entry's stamp
/// sees to it that it takes effect on the state it was evaluated on, or not at all.
public final class CommandLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);
    static final int WAITING_MAX = 1024;
    private static final int COMMANDS_PER_ENTRY_MAX = 256;

    private record Waiting(
            Command command, CompletableFuture<CommandResult> result, Timer.Sample since) {}

    private record Evaluated(Waiting waiting, Evaluation evaluation) {}

    private final ReplicatedLog log;
    private final Supplier<ClusterState> state;
    private final MeterRegistry meters;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread = Thread.ofVirtual().name("control-commands").unstarted(this::run);
    private volatile boolean closed;

    private CommandLog(ReplicatedLog log, Supplier<ClusterState> state, MeterRegistry meters) {
        this.log = log;
        this.state = state;
        this.meters = meters;
        meters.gauge("kvasir.control.commands.waiting", queue, BlockingQueue::size);
    }

    /// @param state the latest applied state
    public static CommandLog start(
            ReplicatedLog log, Supplier<ClusterState> state, MeterRegistry meters) {
        CommandLog commands = new CommandLog(log, state, meters);
        commands.thread.start();
        return commands;
    }

    /// Never fails; on a member that does not lead it ends at once.
    public CompletableFuture<CommandResult> submit(Command command) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        if (closed) {
            result.complete(new CommandResult.NotLeader("closing"));
        } else if (!queue.offer(new Waiting(command, result, Timer.start(meters)))) {
            result.complete(
                    new CommandResult.Overloaded(WAITING_MAX + " commands are waiting already"));
        }
        return result;
    }

    private void run() {
        while (!closed) {
            List<Waiting> batch = new ArrayList<>();
            try {
                batch.add(queue.take());
                queue.drainTo(batch, COMMANDS_PER_ENTRY_MAX - 1);
                process(batch);
            } catch (InterruptedException closing) {
                end(batch, new CommandResult.Unknown("closing"));
                break;
            } catch (RuntimeException bug) {
                // Whoever waits must hear; the stamps keep what was not applied from mattering.
                LOG.error("Commands ended in an exception: {}", batch, bug);
                end(batch, new CommandResult.Unknown("internal error"));
            }
        }
        List<Waiting> rest = new ArrayList<>();
        queue.drainTo(rest);
        end(rest, new CommandResult.NotLeader("closing"));
    }

    private void process(List<Waiting> batch) throws InterruptedException {
        Leadership leadership = log.leadership();
        if (!leadership.ready()) {
            end(batch, new CommandResult.NotLeader("this control plane does not lead"));
            return;
        }
        ClusterState base = state.get();
        ClusterState ahead = base;
        List<Evaluated> evaluated = new ArrayList<>();
        List<StateRecord> records = new ArrayList<>();
        for (Waiting waiting : batch) {
            Evaluation evaluation = evaluate(ahead, waiting.command());
            evaluated.add(new Evaluated(waiting, evaluation));
            records.addAll(evaluation.records());
            ahead = evaluation.after(ahead);
        }
        if (records.isEmpty()) {
            confirm(evaluated);
            return;
        }
        EntryStamp stamp = base.lastEntry().next(leadership.term());
        byte[] entry = StateCodec.entry(stamp, records);
        if (entry.length <= log.entryBytesMax()) {
            append(evaluated, entry);
        } else {
            divide(batch, entry.length);
        }
    }

    /// A command that cannot be evaluated has no effect, and must not take others with it.
    private static Evaluation evaluate(ClusterState state, Command command) {
        try {
            return Evaluator.evaluate(state, command);
        } catch (RuntimeException bug) {
            LOG.error("{} cannot be evaluated", command, bug);
            RequestFailure failure =
                    RequestFailure.of(ErrorCode.INTERNAL, "internal error: nothing was changed");
            return new Evaluation(List.of(), new Reply.Refused(failure));
        }
    }

    private void divide(List<Waiting> batch, int bytes) throws InterruptedException {
        if (batch.size() > 1) {
            process(batch.subList(0, batch.size() / 2));
            process(batch.subList(batch.size() / 2, batch.size()));
            return;
        }
        RequestFailure failure =
                RequestFailure.of(
                        ErrorCode.LIMIT_EXCEEDED,
                        "the change takes "
                                + bytes
                                + " bytes in the log; the limit is "
                                + log.entryBytesMax());
        end(batch, new CommandResult.Replied(new Reply.Refused(failure)));
    }

    /// Nothing to write; but what the replies say must be so now, and not only on a leader that was
    /// replaced and has not heard of it.
    private void confirm(List<Evaluated> evaluated) throws InterruptedException {
        switch (Futures.await(log.readFence())) {
            case FenceResult.Passed _ -> evaluated.forEach(this::reply);
            case FenceResult.Failed failed ->
                    evaluated.forEach(each ->
                            end(each.waiting(), new CommandResult.NotLeader(failed.reason())));
        }
    }

    private void append(List<Evaluated> evaluated, byte[] entry) throws InterruptedException {
        switch (Futures.await(log.append(entry))) {
            case AppendResult.Committed committed -> {
                switch (committed.outcome()) {
                    case Outcome.Applied _ -> evaluated.forEach(this::reply);
                    case Outcome.Ignored ignored ->
                            evaluated.forEach(each -> notDone(each, ignored.reason()));
                }
            }
            case AppendResult.Refused refused ->
                    evaluated.forEach(each -> notDone(each, refused.reason()));
            case AppendResult.Unknown unknown ->
                    evaluated.forEach(each -> unknown(each, unknown.reason()));
        }
    }

    private void reply(Evaluated each) {
        end(each.waiting(), new CommandResult.Replied(each.evaluation().reply()));
    }

    private void notDone(Evaluated each, String reason) {
        end(each.waiting(), new CommandResult.NotLeader(reason));
    }

    private void unknown(Evaluated each, String reason) {
        if (each.evaluation().records().isEmpty()) {
            notDone(each, reason);
        } else {
            end(each.waiting(), new CommandResult.Unknown(reason));
        }
    }

    private void end(List<Waiting> batch, CommandResult result) {
        batch.forEach(waiting -> end(waiting, result));
    }

    private void end(Waiting waiting, CommandResult result) {
        waiting.since()
                .stop(
                        Timer.builder("kvasir.control.command")
                                .description("From a command's arrival to its reply")
                                .tag("command", waiting.command().getClass().getSimpleName())
                                .tag("result", result.getClass().getSimpleName())
                                .publishPercentileHistogram()
                                .register(meters));
        waiting.result().complete(result);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
