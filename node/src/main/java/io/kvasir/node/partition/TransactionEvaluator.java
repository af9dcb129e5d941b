package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.node.partition.Evaluator.Evaluation;
import io.kvasir.node.partition.LockRecord.Prepared;
import io.kvasir.node.partition.TransactionAnswer.ActionResult;
import io.kvasir.node.partition.TransactionStep.Action;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns one step of a transaction into what it does to the store.
///
/// Every step may come again, late, or after the transaction was recovered by somebody else, and
/// then changes nothing that the transaction's record does not stand for.
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
            case TransactionStep.Begin begin -> RecordEvaluator.begin(begin, nowMs, view);
            case TransactionStep.Prepare prepare -> prepare(prepare, version, nowMs, view);
            case TransactionStep.Decide decide -> RecordEvaluator.decide(decide, nowMs, view);
            case TransactionStep.Resolve resolve -> resolve(resolve, version, view);
            case TransactionStep.Finish finish -> RecordEvaluator.finish(finish, nowMs, view);
            case TransactionStep.Inspect inspect -> RecordEvaluator.inspect(inspect, nowMs, view);
        };
    }

    /// The lock on an item; null where it has none.
    public static @Nullable LockRecord lock(
            Bytes globalKey, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = LockRecord.key(globalKey);
        Bytes stored = view.apply(key);
        return stored == null ? null : LockRecord.decode(key, stored);
    }

    private static StepEvaluation execute(
            TransactionStep.Execute execute,
            long version,
            long nowMs,
            Function<Bytes, @Nullable Bytes> view) {
        StepEvaluation earlier = RecordEvaluator.earlier(execute, nowMs, view);
        if (earlier != null) {
            return earlier;
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
            return new StepEvaluation(
                    new TransactionAnswer.Refused(results),
                    RecordEvaluator.refused(execute, nowMs));
        }
        mutations.addAll(RecordEvaluator.executed(execute, nowMs));
        return new StepEvaluation(new TransactionAnswer.Accepted(results), mutations);
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
                results.add(new ActionResult.Fine(0, size(held.prepared()), held.version()));
                continue;
            }
            ActionEvaluation each = evaluate(action, version, nowMs, view);
            accepted &= each.result() instanceof ActionResult.Fine;
            if (each.result() instanceof ActionResult.Fine fine) {
                results.add(
                        new ActionResult.Fine(fine.oldSizeBytes(), fine.newSizeBytes(), version));
                Bytes key = LockRecord.key(action.command().key());
                LockRecord lock =
                        new LockRecord(prepare.transaction(), version, nowMs, each.prepared());
                locks.add(new Mutation.Put(key, lock.encode(key)));
            } else {
                results.add(each.result());
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
                            new ActionResult.Fine(done.oldSizeBytes(), done.newSizeBytes(), 0),
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

    private static StepEvaluation resolve(
            TransactionStep.Resolve resolve, long version, Function<Bytes, @Nullable Bytes> view) {
        List<Mutation> mutations = new ArrayList<>();
        for (LockedKey each : resolve.locks()) {
            Bytes globalKey = each.key();
            LockRecord held = lock(globalKey, view);
            if (held == null || !held.transaction().equals(resolve.transaction())) {
                continue;
            }
            if (resolve.commit() && held.version() == each.version()) {
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
}
