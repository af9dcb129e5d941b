package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.node.partition.Evaluator.Evaluation;
import io.kvasir.node.partition.LockRecord.Prepared;
import io.kvasir.node.partition.TransactionAnswer.ActionResult;
import io.kvasir.node.partition.TransactionRecord.State;
import io.kvasir.node.partition.TransactionStep.Action;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns one step of a transaction into what it does to the store.
///
/// A decision, once recorded, stands: whoever comes second learns it. Every step may come again,
/// late, or after the transaction was recovered by somebody else, and then changes nothing.
public final class TransactionEvaluator {
    private TransactionEvaluator() {}

    /// What a step comes to, and what it changes.
    public record StepEvaluation(TransactionAnswer answer, List<Mutation> mutations) {
        public StepEvaluation {
            mutations = List.copyOf(mutations);
        }

        static StepEvaluation unchanged(TransactionAnswer answer) {
            return new StepEvaluation(answer, List.of());
        }
    }

    /// @param version that written items get
    /// @param nowMs for the age of locks and records
    /// @param view the store as it will be once everything before this step is applied
    public static StepEvaluation evaluate(
            TransactionStep step, long version, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        return switch (step) {
            case TransactionStep.Execute execute -> execute(execute, version, nowMs, view);
            case TransactionStep.Begin begin -> begin(begin, nowMs, view);
            case TransactionStep.Prepare prepare -> prepare(prepare, version, nowMs, view);
            case TransactionStep.Decide decide -> decide(decide, nowMs, view);
            case TransactionStep.Resolve resolve -> resolve(resolve, version, view);
            case TransactionStep.Finish finish -> finish(finish, nowMs, view);
            case TransactionStep.Inspect inspect -> inspect(inspect, view);
        };
    }

    /// The lock on an item; null where it has none.
    public static @Nullable LockRecord lock(
            Bytes globalKey, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = LockRecord.key(globalKey);
        Bytes stored = view.apply(key);
        return stored == null ? null : LockRecord.decode(key, stored);
    }

    private static @Nullable TransactionRecord record(
            TransactionId id, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = TransactionRecord.key(id.record());
        Bytes stored = view.apply(key);
        return stored == null ? null : TransactionRecord.decode(key, stored);
    }

    private static Mutation put(TransactionId id, TransactionRecord record) {
        Bytes key = TransactionRecord.key(id.record());
        return new Mutation.Put(key, record.encode(key));
    }

    private static TransactionAnswer recorded(TransactionRecord record) {
        return new TransactionAnswer.Recorded(record);
    }

    private static StepEvaluation execute(
            TransactionStep.Execute execute,
            long version,
            long nowMs,
            Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(execute.transaction(), view);
        if (known != null && known.state() != State.ABORTED && !known.isExpiredAt(nowMs)) {
            return StepEvaluation.unchanged(recorded(known));
        }
        List<ActionResult> results = new ArrayList<>();
        List<Mutation> mutations = new ArrayList<>();
        boolean accepted = true;
        for (Action action : execute.actions()) {
            ActionEvaluation each = evaluate(action, version, nowMs, view);
            accepted &= each.result() instanceof ActionResult.Fine;
            results.add(each.result());
            mutations.addAll(each.mutations());
        }
        if (!accepted) {
            return StepEvaluation.unchanged(new TransactionAnswer.Refused(results));
        }
        TransactionRecord executed =
                new TransactionRecord(
                        execute.transaction().attempt(),
                        State.COMMITTED,
                        execute.fingerprint(),
                        nowMs,
                        nowMs,
                        List.of());
        mutations.add(put(execute.transaction(), executed));
        return new StepEvaluation(new TransactionAnswer.Accepted(results), mutations);
    }

    private static StepEvaluation begin(
            TransactionStep.Begin begin, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(begin.transaction(), view);
        boolean again = known != null && known.attempt().equals(begin.transaction().attempt());
        boolean replaceable =
                known != null
                        && !again
                        && known.finishedAtMs() != 0
                        && (known.state() == State.ABORTED || known.isExpiredAt(nowMs));
        if (known != null && !replaceable) {
            return StepEvaluation.unchanged(recorded(known));
        }
        TransactionRecord pending =
                new TransactionRecord(
                        begin.transaction().attempt(),
                        State.PENDING,
                        begin.fingerprint(),
                        nowMs,
                        0,
                        begin.participants());
        return new StepEvaluation(recorded(pending), List.of(put(begin.transaction(), pending)));
    }

    private static StepEvaluation prepare(
            TransactionStep.Prepare prepare,
            long version,
            long nowMs,
            Function<Bytes, @Nullable Bytes> view) {
        List<ActionResult> results = new ArrayList<>();
        List<Mutation> locks = new ArrayList<>();
        boolean accepted = true;
        for (Action action : prepare.actions()) {
            LockRecord held = lock(action.command().key(), view);
            if (held != null && held.transaction().equals(prepare.transaction())) {
                results.add(new ActionResult.Fine(0, size(held.prepared())));
                continue;
            }
            ActionEvaluation each = evaluate(action, version, nowMs, view);
            accepted &= each.result() instanceof ActionResult.Fine;
            results.add(each.result());
            if (each.result() instanceof ActionResult.Fine) {
                Bytes key = LockRecord.key(action.command().key());
                LockRecord lock = new LockRecord(prepare.transaction(), nowMs, each.prepared());
                locks.add(new Mutation.Put(key, lock.encode(key)));
            }
        }
        return accepted
                ? new StepEvaluation(new TransactionAnswer.Accepted(results), locks)
                : StepEvaluation.unchanged(new TransactionAnswer.Refused(results));
    }

    private static int size(Prepared prepared) {
        return prepared instanceof Prepared.Put put ? put.sizeBytes() : 0;
    }

    private record ActionEvaluation(
            ActionResult result, List<Mutation> mutations, Prepared prepared) {
        static ActionEvaluation refused(ActionResult result) {
            return new ActionEvaluation(result, List.of(), new Prepared.Keep());
        }
    }

    private static ActionEvaluation evaluate(
            Action action, long version, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        WriteCommand command = action.command();
        LockRecord held = lock(command.key(), view);
        if (held != null) {
            return ActionEvaluation.refused(
                    new ActionResult.Conflict(
                            held.transaction(), Math.max(0, nowMs - held.preparedAtMs())));
        }
        Evaluation evaluation =
                action.checkOnly()
                        ? Evaluator.check(command, view)
                        : Evaluator.change(command, version, view);
        return switch (evaluation.outcome()) {
            case WriteOutcome.Done done ->
                    new ActionEvaluation(
                            new ActionResult.Fine(done.oldSizeBytes(), done.newSizeBytes()),
                            evaluation.mutations(),
                            prepared(action, evaluation));
            case WriteOutcome.Failed failed ->
                    ActionEvaluation.refused(
                            failed.code() == ErrorCode.CONDITION_FAILED
                                    ? new ActionResult.ConditionFailed(failed.attributes())
                                    : new ActionResult.Invalid(failed.message()));
            case WriteOutcome.Conflicted conflicted ->
                    ActionEvaluation.refused(
                            new ActionResult.Conflict(conflicted.holder(), conflicted.ageMs()));
        };
    }

    private static Prepared prepared(Action action, Evaluation evaluation) {
        if (action.checkOnly() || evaluation.mutations().isEmpty()) {
            return new Prepared.Keep();
        }
        return switch (evaluation.mutations().getFirst()) {
            case Mutation.Put(Bytes key, Bytes value) -> {
                StoredItem item = StoredItem.decode(key, value);
                yield new Prepared.Put(item.sizeBytes(), item.attributes());
            }
            case Mutation.Delete _, Mutation.DeleteRange _ -> new Prepared.Delete();
        };
    }

    private static StepEvaluation decide(
            TransactionStep.Decide decide, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(decide.transaction(), view);
        if (known != null && known.attempt().equals(decide.transaction().attempt())) {
            if (known.state() != State.PENDING) {
                return StepEvaluation.unchanged(recorded(known));
            }
            TransactionRecord decided =
                    known.decided(decide.commit() ? State.COMMITTED : State.ABORTED);
            return new StepEvaluation(
                    recorded(decided), List.of(put(decide.transaction(), decided)));
        }
        TransactionRecord aborted =
                new TransactionRecord(
                        decide.transaction().attempt(),
                        State.ABORTED,
                        0,
                        nowMs,
                        0,
                        decide.participants());
        // Another attempt's record says that this one was given up; no record, that it never was:
        // then say so for good.
        return known != null
                ? StepEvaluation.unchanged(recorded(aborted))
                : new StepEvaluation(
                        recorded(aborted), List.of(put(decide.transaction(), aborted)));
    }

    private static StepEvaluation resolve(
            TransactionStep.Resolve resolve, long version, Function<Bytes, @Nullable Bytes> view) {
        List<Mutation> mutations = new ArrayList<>();
        for (Bytes globalKey : resolve.keys()) {
            LockRecord held = lock(globalKey, view);
            if (held == null || !held.transaction().equals(resolve.transaction())) {
                continue;
            }
            if (resolve.commit()) {
                mutations.addAll(inPlace(globalKey, held.prepared(), version));
            }
            mutations.add(new Mutation.Delete(LockRecord.key(globalKey)));
        }
        return new StepEvaluation(new TransactionAnswer.Done(), mutations);
    }

    private static List<Mutation> inPlace(Bytes globalKey, Prepared prepared, long version) {
        Bytes key = Space.ITEM.key(globalKey);
        return switch (prepared) {
            case Prepared.Put(int sizeBytes, Bytes attributes) ->
                    List.of(
                            new Mutation.Put(
                                    key,
                                    new StoredItem(version, sizeBytes, attributes).encode(key)));
            case Prepared.Delete _ -> List.of(new Mutation.Delete(key));
            case Prepared.Keep _ -> List.of();
        };
    }

    private static StepEvaluation finish(
            TransactionStep.Finish finish, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(finish.transaction(), view);
        if (known == null
                || !known.attempt().equals(finish.transaction().attempt())
                || known.state() == State.PENDING
                || known.finishedAtMs() != 0) {
            return StepEvaluation.unchanged(new TransactionAnswer.Done());
        }
        return new StepEvaluation(
                new TransactionAnswer.Done(),
                List.of(put(finish.transaction(), known.finished(nowMs))));
    }

    private static StepEvaluation inspect(
            TransactionStep.Inspect inspect, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(inspect.transaction(), view);
        return StepEvaluation.unchanged(
                known == null ? new TransactionAnswer.Unrecorded() : recorded(known));
    }
}
