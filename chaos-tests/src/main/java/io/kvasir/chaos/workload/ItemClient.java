package io.kvasir.chaos.workload;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Action.Consistency;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.Result;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One client that works on single items through one door: the next operation when the last has
/// ended.
final class ItemClient implements Step {
    private static final int TOKEN_RETRIES_MAX = 3;
    private static final int TOKEN_PERCENT = 67;
    private static final int DUPLICATE_PERCENT = 5;

    private final int number;
    private final Door door;
    private final KeyLives keys;
    private final RandomGenerator dice;
    private final Recorder recorder;
    private final ClientSession session = new ClientSession();
    private int writes;

    ItemClient(int number, Door door, KeyLives keys, RandomGenerator dice, Recorder recorder) {
        this.number = number;
        this.door = door;
        this.keys = keys;
        this.dice = dice;
        this.recorder = recorder;
    }

    @Override
    public void run() {
        KeyLives.Life life = keys.pick(dice);
        Action action = life.isCounter() ? counterAction() : registerAction(life);
        if (!door.takes(action)) {
            action = new Action.Read(Consistency.STRONG);
        }
        boolean token = !action.isRead() && door.takesTokens() && dice.nextInt(100) < TOKEN_PERCENT;
        long invoked = Recorder.now();
        Result result = token ? underToken(life, action) : perform(life, action, Optional.empty());
        recorder.operation(
                door.name(),
                life.place().table(),
                number,
                life.place().table() + "/" + life.place().key(),
                action,
                invoked,
                result);
        learn(life, action, result);
    }

    /// A write that is sent again under its token until its outcome is known. Now and then it is
    /// sent once more after that, as a network may do: it must not happen twice.
    private Result underToken(KeyLives.Life life, Action action) {
        Optional<String> token = Optional.of("c" + number + "-" + dice.nextLong());
        Result result = perform(life, action, token);
        for (int i = 0; i < TOKEN_RETRIES_MAX && result instanceof Result.Unknown; i++) {
            Result again = perform(life, action, token);
            // That the last attempt did nothing says nothing of those before it.
            result = again instanceof Result.Rejected ? result : again;
        }
        if (dice.nextInt(100) < DUPLICATE_PERCENT && result instanceof Result.Added) {
            var _ = perform(life, action, token);
        }
        return result;
    }

    private Result perform(KeyLives.Life life, Action action, Optional<String> token) {
        return door.perform(life.place(), action, session, token);
    }

    private static void learn(KeyLives.Life life, Action action, Result result) {
        switch (result) {
            case Result.Seen(String value, _, _) -> {
                if (action.isStrong()) {
                    life.saw(value);
                }
            }
            case Result.Written _ -> life.saw(valueOf(action));
            case Result.Unknown _ -> {
                if (!action.isRead()) {
                    life.unknown();
                }
            }
            case Result.Added _, Result.ConditionFailed _, Result.Rejected _ -> {}
        }
    }

    private static @Nullable String valueOf(Action action) {
        return switch (action) {
            case Action.Put(String value) -> value;
            case Action.PutIf(_, String value) -> value;
            case Action.Delete _, Action.DeleteIf _, Action.Add _, Action.Read _ -> null;
        };
    }

    private Action counterAction() {
        int throwOf100 = dice.nextInt(100);
        if (throwOf100 < 55) {
            return new Action.Add(1);
        }
        return new Action.Read(readConsistency(throwOf100 - 55, 45));
    }

    private Action registerAction(KeyLives.Life life) {
        int throwOf100 = dice.nextInt(100);
        if (throwOf100 < 50) {
            return new Action.Read(readConsistency(throwOf100, 50));
        }
        if (throwOf100 < 74) {
            return new Action.Put(unique());
        }
        Expectation expected = expectation(life.lastSeen());
        if (throwOf100 < 90) {
            return new Action.PutIf(expected, unique());
        }
        return throwOf100 < 96 ? new Action.DeleteIf(expected) : new Action.Delete();
    }

    private static Consistency readConsistency(int of, int all) {
        if (of < all * 3 / 5) {
            return Consistency.STRONG;
        }
        return of < all * 4 / 5 ? Consistency.EVENTUAL : Consistency.SESSION;
    }

    private static Expectation expectation(@Nullable String lastSeen) {
        return lastSeen == null ? new Expectation.Absent() : new Expectation.Value(lastSeen);
    }

    private String unique() {
        return "c" + number + "-" + ++writes;
    }
}
