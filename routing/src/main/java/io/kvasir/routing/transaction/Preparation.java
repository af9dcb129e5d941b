package io.kvasir.routing.transaction;

import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.transaction.Protocol.Done;
import io.kvasir.routing.transaction.Protocol.Within;
import java.util.Arrays;
import java.util.List;

/// The preparing of one attempt, in rounds; one that is refused ends it.
///
/// @see #after
final class Preparation {
    private final TransactionId id;
    private final Transaction transaction;
    private final List<List<Integer>> rounds;
    private final StepOutcome[] outcomes;

    /// @param rounds which parts are prepared together, round after round
    Preparation(TransactionId id, Transaction transaction, List<List<Integer>> rounds) {
        this.id = id;
        this.transaction = transaction;
        this.rounds = rounds;
        this.outcomes = new StepOutcome[transaction.parts().size()];
        Arrays.fill(outcomes, ActionAnswers.NOT_ASKED);
    }

    Step step(int round) {
        return new Step.Prepare(
                id, rounds.get(round).stream().map(transaction.parts()::get).toList());
    }

    /// Goes on after a round's answers, to all answers.
    Protocol<ActionAnswers> after(int round, List<StepOutcome> answers) {
        List<Integer> parts = rounds.get(round);
        for (int i = 0; i < parts.size(); i++) {
            outcomes[parts.get(i)] = answers.get(i);
        }
        boolean accepted = answers.stream().allMatch(ActionAnswers::isAccepted);
        int next = round + 1;
        return accepted && next < rounds.size()
                ? Protocol.ask(step(next), Within.DEADLINE).then(more -> after(next, more))
                : new Done<>(new ActionAnswers(Arrays.asList(outcomes)));
    }
}
