package io.kvasir.node.proposer;

import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One request's operations on their way: answered once each of them is.
final class Submission {
    private final CompletableFuture<WriteReply> reply = new CompletableFuture<>();
    private final @Nullable WriteOutcome[] outcomes;
    private final List<Operation> operations;
    private int waiting;
    private long appliedIndex;

    /// One of the operations.
    static final class Operation {
        final WriteCommand command;
        final long deadlineNanos;
        private final Submission submission;
        private final int slot;
        int attempts;

        private Operation(WriteCommand command, long deadlineNanos, Submission owner, int slot) {
            this.command = command;
            this.deadlineNanos = deadlineNanos;
            this.submission = owner;
            this.slot = slot;
        }

        void answer(WriteOutcome outcome, long appliedIndex) {
            submission.answer(slot, outcome, appliedIndex);
        }

        void answer(WriteOutcome outcome) {
            answer(outcome, 0);
        }
    }

    Submission(List<WriteCommand> commands, long deadlineNanos) {
        outcomes = new WriteOutcome[commands.size()];
        waiting = commands.size();
        operations = new ArrayList<>(commands.size());
        for (int slot = 0; slot < commands.size(); slot++) {
            operations.add(new Operation(commands.get(slot), deadlineNanos, this, slot));
        }
        if (commands.isEmpty()) {
            reply.complete(new WriteReply(List.of(), 0));
        }
    }

    CompletableFuture<WriteReply> reply() {
        return reply;
    }

    List<Operation> operations() {
        return operations;
    }

    private void answer(int slot, WriteOutcome outcome, long index) {
        synchronized (this) {
            if (outcomes[slot] != null) {
                throw new IllegalStateException("operation " + slot + " is answered twice");
            }
            outcomes[slot] = outcome;
            appliedIndex = Math.max(appliedIndex, index);
            waiting--;
            if (waiting > 0) {
                return;
            }
        }
        List<WriteOutcome> all = new ArrayList<>(outcomes.length);
        for (WriteOutcome each : Arrays.asList(outcomes)) {
            if (each != null) {
                all.add(each);
            }
        }
        reply.complete(new WriteReply(all, appliedIndex));
    }
}
