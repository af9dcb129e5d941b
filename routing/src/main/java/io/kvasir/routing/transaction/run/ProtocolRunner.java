package io.kvasir.routing.transaction.run;

import io.grpc.Deadline;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.TransactionSteps;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.routing.transaction.Protocol;
import io.kvasir.routing.transaction.Protocol.Within;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Does what a protocol says, step by step, on the calling virtual thread.
final class ProtocolRunner {
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final Execution execution;
    private final TransactionSteps steps;
    private final Backoff backoff;
    private final Executor background;
    private final RandomGenerator dice;

    /// @param background for what nobody waits for
    ProtocolRunner(
            Execution execution,
            TransactionSteps steps,
            Backoff backoff,
            Executor background,
            RandomGenerator dice) {
        this.execution = execution;
        this.steps = steps;
        this.backoff = backoff;
        this.background = background;
        this.dice = dice;
    }

    <T> T run(Protocol<T> protocol, Deadline deadline) {
        Protocol<T> at = protocol;
        while (true) {
            switch (at) {
                case Protocol.Done<T>(T value) -> {
                    return value;
                }
                case Protocol.Ask<T> ask ->
                        at = ask.following().apply(asked(ask.steps(), until(ask, deadline)));
                case Protocol.Read<T> read ->
                        at = read.following().apply(execution.read(read.keys(), deadline).join());
                case Protocol.Pause<T> pause ->
                        at = pause.following().apply(paused(pause.failures(), deadline));
                case Protocol.Now<T> now -> at = now.following().apply(System.nanoTime());
                case Protocol.Aside<T> aside -> {
                    background.execute(() -> {
                        var unused = run(aside.aside(), cleanUp());
                    });
                    at = aside.following();
                }
            }
        }
    }

    private List<List<StepOutcome>> asked(List<Step> asked, Deadline deadline) {
        List<CompletableFuture<List<StepOutcome>>> sent = new ArrayList<>(asked.size());
        asked.forEach(step -> sent.add(steps.send(step, deadline)));
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static Deadline until(Protocol.Ask<?> ask, Deadline deadline) {
        return ask.within() == Within.CLEAN_UP ? cleanUp() : deadline;
    }

    private static Deadline cleanUp() {
        return Deadline.after(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// @return whether there is time left
    private boolean paused(int failures, Deadline deadline) {
        long nanos = backoff.pauseNanos(failures, dice);
        if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= nanos) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
