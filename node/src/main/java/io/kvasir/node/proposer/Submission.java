package io.kvasir.node.proposer;

import io.kvasir.node.partition.Command;
import io.kvasir.node.partition.CommandOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One request's operations on their way: answered once each of them is.
final class Submission {
    /// How all ended, in their order; the index of the last entry among theirs, 0 where none was
    /// applied.
    record Reply(List<CommandOutcome> outcomes, long appliedIndex) {}

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final @Nullable CommandOutcome[] outcomes;
    private final List<Operation> operations;
    private int waiting;
    private long appliedIndex;

    /// One of the operations.
    static final class Operation {
        final Command command;
        final long deadlineNanos;
        private final Submission submission;
        private final int slot;
        int attempts;

        private Operation(Command command, long deadlineNanos, Submission owner, int slot) {
            this.command = command;
            this.deadlineNanos = deadlineNanos;
            this.submission = owner;
            this.slot = slot;
        }

        void answer(CommandOutcome outcome, long appliedIndex) {
            submission.answer(slot, outcome, appliedIndex);
        }

        void answer(CommandOutcome outcome) {
            answer(outcome, 0);
        }
    }

    Submission(List<? extends Command> commands, long deadlineNanos) {
        outcomes = new CommandOutcome[commands.size()];
        waiting = commands.size();
        operations = new ArrayList<>(commands.size());
        for (int slot = 0; slot < commands.size(); slot++) {
            operations.add(new Operation(commands.get(slot), deadlineNanos, this, slot));
        }
        if (commands.isEmpty()) {
            reply.complete(new Reply(List.of(), 0));
        }
    }

    CompletableFuture<Reply> reply() {
        return reply;
    }

    List<Operation> operations() {
        return operations;
    }

    private void answer(int slot, CommandOutcome outcome, long index) {
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
        List<CommandOutcome> all = new ArrayList<>(outcomes.length);
        for (CommandOutcome each : Arrays.asList(outcomes)) {
            if (each != null) {
                all.add(each);
            }
        }
        reply.complete(new Reply(all, appliedIndex));
    }
}
