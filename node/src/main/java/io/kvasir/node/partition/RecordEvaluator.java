package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.partition.TransactionEvaluator.StepEvaluation;
import io.kvasir.node.partition.TransactionRecord.State;
import io.kvasir.node.store.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What steps do to a transaction's record.
///
/// A decision, once recorded, stands: whoever comes second learns it. Attempts have rising numbers,
/// and what a record has refused, begun or aborted it never begins again: a begin that comes late
/// finds its number spent.
final class RecordEvaluator {
    private RecordEvaluator() {}

    private static @Nullable TransactionRecord record(
            TransactionId id, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = TransactionRecord.key(id);
        Bytes stored = view.apply(key);
        if (stored == null) {
            return null;
        }
        TransactionRecord record = TransactionRecord.decode(key, stored);
        return record.isExpiredAt(nowMs) ? null : record;
    }

    private static StepEvaluation put(TransactionRecord record, long nowMs) {
        return new StepEvaluation(recorded(record, nowMs), List.of(mutation(record)));
    }

    private static Mutation mutation(TransactionRecord record) {
        Bytes key = TransactionRecord.key(record.transaction());
        return new Mutation.Put(key, record.encode(key));
    }

    private static TransactionAnswer recorded(TransactionRecord record, long nowMs) {
        return new TransactionAnswer.Recorded(record, record.ageMs(nowMs));
    }

    /// What keeps an attempt from being executed: that it was before, or that another stands in its
    /// way; null where nothing does.
    static @Nullable StepEvaluation earlier(
            TransactionStep.Execute execute, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionId id = execute.transaction();
        TransactionRecord known = record(id, nowMs, view);
        if (known != null && !isReplaceable(known, id)) {
            return refusal(known, id, nowMs);
        }
        return execute.clientToken() ? otherUse(id, execute.fingerprint(), nowMs, view) : null;
    }

    private static boolean isReplaceable(TransactionRecord known, TransactionId id) {
        return known.state() == State.ABORTED && id.number() > known.refusedTo();
    }

    /// Refused now is refused for good: the number is spent.
    private static StepEvaluation refusal(TransactionRecord known, TransactionId id, long nowMs) {
        boolean spent = id.number() <= known.refusedTo() || known.state() == State.COMMITTED;
        return spent
                ? StepEvaluation.unchanged(recorded(known, nowMs))
                : put(known.refusing(id.number()), nowMs);
    }

    /// Another transaction of this partition that had the same client request token; null: none.
    private static @Nullable StepEvaluation otherUse(
            TransactionId id, long fingerprint, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionName name = TransactionName.of(id, nowMs, view);
        if (name == null || name.fingerprint() == fingerprint) {
            return null;
        }
        TransactionId other = new TransactionId(id.home(), id.name(), 0, Bytes.EMPTY);
        return StepEvaluation.unchanged(
                recorded(
                        new TransactionRecord(
                                other,
                                State.COMMITTED,
                                true,
                                name.fingerprint(),
                                0,
                                nowMs,
                                true,
                                List.of()),
                        nowMs));
    }

    /// What remembers that an attempt was executed.
    static List<Mutation> executed(TransactionStep.Execute execute, long nowMs) {
        return committed(TransactionRecord.executed(execute, nowMs), nowMs);
    }

    /// What remembers that an attempt was refused, so that a copy of it which comes late is too.
    static List<Mutation> refused(TransactionStep.Execute execute, long nowMs) {
        return List.of(
                mutation(
                        TransactionRecord.aborted(
                                execute.transaction(), execute.fingerprint(), nowMs, List.of())));
    }

    private static List<Mutation> committed(TransactionRecord record, long nowMs) {
        List<Mutation> mutations = new ArrayList<>(List.of(mutation(record)));
        if (record.clientToken()) {
            mutations.add(TransactionName.note(record, nowMs));
        }
        return mutations;
    }

    static StepEvaluation begin(
            TransactionStep.Begin begin, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionId id = begin.transaction();
        TransactionRecord known = record(id, nowMs, view);
        if (known != null && !isReplaceable(known, id)) {
            return refusal(known, id, nowMs);
        }
        StepEvaluation otherUse =
                begin.clientToken() ? otherUse(id, begin.fingerprint(), nowMs, view) : null;
        return otherUse == null ? put(TransactionRecord.pending(begin, nowMs), nowMs) : otherUse;
    }

    static StepEvaluation decide(
            TransactionStep.Decide decide, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionId id = decide.transaction();
        TransactionRecord known = record(id, nowMs, view);
        if (known == null) {
            return put(TransactionRecord.aborted(id, 0, nowMs, decide.locks()), nowMs);
        }
        if (!known.isOf(id)) {
            return another(decide, known, nowMs);
        }
        if (known.state() != State.PENDING) {
            return StepEvaluation.unchanged(recorded(known, nowMs));
        }
        if (!decide.commit()) {
            return put(known.aborted(nowMs), nowMs);
        }
        TransactionRecord committed = known.committed(nowMs, decide.locks());
        return new StepEvaluation(recorded(committed, nowMs), committed(committed, nowMs));
    }

    /// The record tells of another attempt: the one asked about is aborted, and its number spent,
    /// so that it stays so.
    private static StepEvaluation another(
            TransactionStep.Decide decide, TransactionRecord known, long nowMs) {
        TransactionId id = decide.transaction();
        TransactionAnswer answer =
                recorded(TransactionRecord.aborted(id, 0, nowMs, decide.locks()), nowMs);
        return id.number() <= known.refusedTo() || known.state() == State.COMMITTED
                ? StepEvaluation.unchanged(answer)
                : new StepEvaluation(answer, List.of(mutation(known.refusing(id.number()))));
    }

    static StepEvaluation finish(
            TransactionStep.Finish finish, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(finish.transaction(), nowMs, view);
        if (known == null
                || !known.isOf(finish.transaction())
                || known.state() == State.PENDING
                || known.finished()) {
            return StepEvaluation.unchanged(new TransactionAnswer.Done());
        }
        return new StepEvaluation(
                new TransactionAnswer.Done(), List.of(mutation(known.finishedAt(nowMs))));
    }

    static StepEvaluation inspect(
            TransactionStep.Inspect inspect, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        TransactionRecord known = record(inspect.transaction(), nowMs, view);
        return StepEvaluation.unchanged(
                known == null ? new TransactionAnswer.Unrecorded() : recorded(known, nowMs));
    }
}
