package io.kvasir.routing.transaction;

import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;

/// What a protocol does next, and what follows from it. Whoever runs it does what it says and asks
/// for the next; one that is dropped halfway is a coordinator that died there.
public sealed interface Protocol<T> {
    /// How long answers are waited for.
    enum Within {
        /// To the deadline of whoever asked for the transaction.
        DEADLINE,
        /// A while longer: what is begun must be ended.
        CLEAN_UP
    }

    /// It ended.
    record Done<T>(T value) implements Protocol<T> {}

    /// Sends steps, all at once, and goes on with the outcomes of each when all have come.
    record Ask<T>(
            List<Step> steps,
            Within within,
            Function<List<List<StepOutcome>>, Protocol<T>> following)
            implements Protocol<T> {
        public Ask {
            steps = List.copyOf(steps);
        }
    }

    /// Reads items strongly; one outcome for each, in order.
    record Read<T>(List<KeyRead> keys, Function<List<ReadOutcome>, Protocol<T>> following)
            implements Protocol<T> {
        public Read {
            keys = List.copyOf(keys);
        }
    }

    /// Waits, the longer the more has failed; goes on with whether there is time left.
    record Pause<T>(int failures, Function<Boolean, Protocol<T>> following)
            implements Protocol<T> {}

    /// Goes on with the nanoseconds of the runner's monotonic clock.
    record Now<T>(LongFunction<Protocol<T>> following) implements Protocol<T> {}

    /// Goes on, while nobody waits for what is aside.
    record Aside<T>(Protocol<Boolean> aside, Protocol<T> following) implements Protocol<T> {}

    /// This, then that.
    default <R> Protocol<R> then(Function<T, Protocol<R>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Ask<T> ask ->
                    new Ask<>(
                            ask.steps(),
                            ask.within(),
                            outcomes -> ask.following().apply(outcomes).then(next));
            case Read<T> read ->
                    new Read<>(
                            read.keys(), outcomes -> read.following().apply(outcomes).then(next));
            case Pause<T> pause ->
                    new Pause<>(pause.failures(), left -> pause.following().apply(left).then(next));
            case Now<T> now -> new Now<>(nanos -> now.following().apply(nanos).then(next));
            case Aside<T> aside -> new Aside<>(aside.aside(), aside.following().then(next));
        };
    }

    /// One step and its outcomes.
    static Protocol<List<StepOutcome>> ask(Step step, Within within) {
        return new Ask<>(List.of(step), within, outcomes -> new Done<>(outcomes.getFirst()));
    }
}
