package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.partition.TransactionEvaluator.StepEvaluation;
import io.kvasir.node.store.Mutation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evaluates whatever a leader is asked to do.
public final class Commands {
    private Commands() {}

    /// What a command comes to, and what it changes.
    public record Result(CommandOutcome outcome, List<Mutation> mutations) {
        public Result {
            mutations = List.copyOf(mutations);
        }
    }

    /// @param version that written items get
    /// @param nowMs for the validity of tokens and the age of locks
    /// @param view the store as it will be once everything before this command is applied
    /// @param locks whether any item of the partition may be locked by a transaction
    public static Result evaluate(
            Command command,
            long version,
            long nowMs,
            Function<Bytes, @Nullable Bytes> view,
            boolean locks) {
        return switch (command) {
            case WriteCommand write -> {
                Evaluator.Evaluation evaluation =
                        Evaluator.evaluate(write, version, nowMs, view, locks);
                yield new Result(evaluation.outcome(), evaluation.mutations());
            }
            case TransactionStep step -> {
                StepEvaluation evaluation =
                        TransactionEvaluator.evaluate(step, version, nowMs, view);
                yield new Result(evaluation.answer(), evaluation.mutations());
            }
        };
    }
}
