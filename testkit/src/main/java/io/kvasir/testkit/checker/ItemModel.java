package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import org.jspecify.annotations.Nullable;

/// One item: a register with conditional writes and versions, or a counter.
public final class ItemModel implements SequentialModel<ItemModel.State> {
    /// @param value null where there is no item
    /// @param version 0 where it is not known: written by an operation whose reply was lost
    public record State(@Nullable String value, long version) {
        static final State ABSENT = new State(null, 0);

        /// This state, its version known from a reply; null where the reply contradicts it.
        @Nullable State seenAs(@Nullable String seen, long seenVersion) {
            boolean same = value == null ? seen == null : value.equals(seen);
            if (!same || (version != 0 && seenVersion != 0 && version != seenVersion)) {
                return null;
            }
            return version != 0 || seenVersion == 0 || value == null
                    ? this
                    : new State(value, seenVersion);
        }
    }

    private enum Truth {
        YES,
        NO,
        MAYBE
    }

    @Override
    public State initial() {
        return State.ABSENT;
    }

    @Override
    public boolean isPassive(Operation operation) {
        return operation.action().isRead() || operation.result() instanceof Result.ConditionFailed;
    }

    @Override
    public boolean isBlind(Operation operation) {
        return operation.action() instanceof Action.Put
                || operation.action() instanceof Action.Delete;
    }

    @Override
    public @Nullable State after(State state, Operation operation) {
        return switch (operation.action()) {
            case Action.Read _ ->
                    operation.result() instanceof Result.Seen(String value, var stamp, _)
                            ? state.seenAs(value, stamp.version())
                            : state;
            case Action.Put(String value) -> written(state, value, operation.result());
            case Action.Delete _ -> State.ABSENT;
            case Action.PutIf(Expectation expected, String value) ->
                    conditional(
                            state,
                            expected,
                            operation.result(),
                            written(state, value, operation.result()));
            case Action.DeleteIf(Expectation expected) ->
                    conditional(state, expected, operation.result(), State.ABSENT);
            case Action.Add(long delta) -> added(state, delta, operation.result());
        };
    }

    private static @Nullable State written(State state, String value, Result result) {
        long version = result.stamp().version();
        boolean falls = version != 0 && state.version != 0 && version <= state.version;
        return falls ? null : new State(value, version);
    }

    private static @Nullable State conditional(
            State state, Expectation expected, Result result, @Nullable State written) {
        Truth truth = holds(state, expected);
        return switch (result) {
            case Result.ConditionFailed _ -> truth == Truth.YES ? null : state;
            // It cannot be told whether it took effect where the condition may hold; that it did
            // not
            // is covered by never placing it.
            case Result.Unknown _ -> truth == Truth.NO ? state : written;
            default -> truth == Truth.NO ? null : written;
        };
    }

    private static Truth holds(State state, Expectation expected) {
        return switch (expected) {
            case Expectation.Absent _ -> state.value == null ? Truth.YES : Truth.NO;
            case Expectation.Present _ -> state.value != null ? Truth.YES : Truth.NO;
            case Expectation.Value(String value) ->
                    value.equals(state.value) ? Truth.YES : Truth.NO;
            case Expectation.Version(long version) -> {
                if (state.value == null) {
                    yield Truth.NO;
                }
                if (state.version == 0) {
                    yield Truth.MAYBE;
                }
                yield state.version == version ? Truth.YES : Truth.NO;
            }
        };
    }

    private static @Nullable State added(State state, long delta, Result result) {
        long before = state.value == null ? 0 : Long.parseLong(state.value);
        long after = before + delta;
        if (result instanceof Result.Added(long reported, _) && reported != after) {
            return null;
        }
        return written(state, Long.toString(after), result);
    }
}
