package io.kvasir.chaos.simulation.transaction;

import io.kvasir.chaos.simulation.transaction.SimulatedLife.Blow;
import io.kvasir.chaos.simulation.transaction.SimulatedLife.End;
import io.kvasir.chaos.simulation.transaction.SimulatedLife.Trouble;
import io.kvasir.chaos.simulation.transaction.SimulatedNetwork.Faults;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Serializability;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// One simulated run of transactions: messages are lost, late and doubled, routers die, leaders
/// change with entries in flight, partitions split and merge. Transactions stay atomic and strictly
/// serializable, and leave nothing behind. The same for the same seed.
public final class TransactionRun {
    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 6;
    private static final int ROUTERS = 2;
    private static final Trouble NO_TROUBLE = new Trouble(Faults.NONE, 0, 0, 0);

    private final End end;

    private TransactionRun(End end) {
        this.end = end;
    }

    /// Plays the run of a seed to its end.
    ///
    /// @throws AssertionError where it does not come to one
    public static TransactionRun of(Seed seed) {
        return new TransactionRun(
                new SimulatedLife(seed, trouble(seed.random("trouble")), ROUTERS)
                        .run(CLIENTS, OPERATIONS));
    }

    /// Plays two transactions over the same items, one of them struck.
    ///
    /// @param reached set to whether the router lived to the step and the message came
    static TransactionRun struck(Seed seed, Blow blow, boolean[] reached) {
        return new TransactionRun(
                new SimulatedLife(seed, NO_TROUBLE, ROUTERS).struck(blow, reached));
    }

    /// Some of it, or much, or none of a kind.
    private static Trouble trouble(RandomGenerator dice) {
        return new Trouble(
                new Faults(pick(dice, 0.15), pick(dice, 0.15), pick(dice, 0.1)),
                pick(dice, 0.06),
                dice.nextInt(3) == 0 ? 0 : dice.nextLong(3 * SimulatedWorld.SECONDS) + 1_000_000,
                dice.nextInt(3) == 0 ? 0 : dice.nextLong(5 * SimulatedWorld.SECONDS) + 1_000_000);
    }

    private static double pick(RandomGenerator dice, double most) {
        return dice.nextInt(3) == 0 ? 0 : dice.nextDouble() * most;
    }

    /// Everything that happened, in order: equal where two runs were the same.
    public List<String> trace() {
        return end.trace();
    }

    /// Whether every transaction happened wholly or not at all, in an order that explains what was
    /// read, and left neither locks nor records.
    public Verdict verdict() {
        for (ListTransaction transaction : end.history()) {
            if (!isWhole(transaction)) {
                return new Verdict.Violated(
                        "effects of a transaction are there in part, twice, or against its ending",
                        List.of(transaction.toString(), end.lists().toString()));
            }
        }
        if (end.locks() + end.unfinished() + end.tokens() > 0) {
            return new Verdict.Violated(
                    "left behind: %d locks, %d unfinished records, %d expired records"
                            .formatted(end.locks(), end.unfinished(), end.tokens()),
                    List.of());
        }
        return new Serializability().check(History.ofTransactions(withFinalReading()));
    }

    private List<ListTransaction> withFinalReading() {
        List<ListTransaction> all = new ArrayList<>(end.history());
        long last = all.stream().mapToLong(ListTransaction::invokedNanos).max().orElse(0);
        List<Step> whole = new ArrayList<>();
        end.lists().forEach((key, values) -> whole.add(new Step.ReadList(key, values)));
        all.add(
                new ListTransaction(
                        Long.MAX_VALUE, -1, whole, last + 1, last + 2, Ending.COMMITTED));
        return all;
    }

    /// All of a transaction is there, or none of it, as it ended; and nothing twice.
    private boolean isWhole(ListTransaction transaction) {
        List<Step> appends =
                transaction.steps().stream().filter(Step.Append.class::isInstance).toList();
        long there =
                appends.stream()
                        .mapToLong(step ->
                                end.lists().getOrDefault(step.key(), List.of()).stream()
                                        .filter(value -> value == transaction.id())
                                        .count())
                        .sum();
        return switch (transaction.ending()) {
            case COMMITTED -> there == appends.size();
            case ABORTED -> there == 0;
            case UNKNOWN -> there == 0 || there == appends.size();
        };
    }
}
