package io.kvasir.chaos.judge;

import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.workload.Recorder;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ListTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Lets every checker judge what a run recorded. A checker that had nothing to check where there
/// should have been something is undecided: it would stay green for ever.
public final class Judge {
    private Judge() {}

    /// @param lacks what the cluster still lacked when the time for healing was over; empty:
    ///   nothing
    /// @param bankTotal what all accounts hold together
    /// @param lists every list that transactions were made on
    public record Evidence(
            History history,
            List<Recorder.Balances> balances,
            List<Recorder.Insert> inserts,
            List<Recorder.PageRead> pages,
            List<FaultRecord> faults,
            Optional<String> lacks,
            long bankTotal,
            List<String> lists) {}

    public static Judgement judge(Evidence evidence) {
        TreeMap<String, Verdict> verdicts =
                new TreeMap<>(Checker.run(Checker.all(), evidence.history()));
        verdicts.put("bank-sum", BankSum.check(evidence.balances(), evidence.bankTotal()));
        verdicts.put(
                "page-completeness", PageCompleteness.check(evidence.inserts(), evidence.pages()));
        verdicts.put("liveness", liveness(evidence));
        verdicts.compute(
                "serializability",
                (_, verdict) -> verdict != null && verdict.holds() ? allRead(evidence) : verdict);
        verdicts.replaceAll((_, verdict) -> nothingChecked(verdict));
        return new Judgement(verdicts);
    }

    private static Verdict nothingChecked(Verdict verdict) {
        return verdict instanceof Verdict.Holds(long checked) && checked == 0
                ? new Verdict.Undecided("there was nothing to check")
                : verdict;
    }

    private static Verdict liveness(Evidence evidence) {
        List<String> failures =
                evidence.faults().stream()
                        .filter(fault -> fault.failure().isPresent())
                        .map(fault ->
                                fault.kind()
                                        + " of "
                                        + fault.target()
                                        + ": "
                                        + fault.failure().orElse(""))
                        .toList();
        if (evidence.lacks().isPresent()) {
            return new Verdict.Violated(
                    "the cluster did not become whole after healing: " + evidence.lacks().get(),
                    failures);
        }
        return failures.isEmpty()
                ? new Verdict.Holds(1 + evidence.faults().size())
                : new Verdict.Violated("a fault could not be healed", failures);
    }

    /// A lost append shows only in a reading after it: each list needs one at the end.
    private static Verdict allRead(Evidence evidence) {
        Set<String> read = new HashSet<>();
        List<ListTransaction> transactions = evidence.history().transactions();
        for (ListTransaction transaction : transactions) {
            if (transaction.ending() == ListTransaction.Ending.COMMITTED) {
                transaction.steps().stream()
                        .filter(step -> step instanceof ListTransaction.Step.ReadList)
                        .forEach(step -> read.add(step.key()));
            }
        }
        return evidence.lists().stream()
                .filter(list -> !read.contains(list))
                .findFirst()
                .<Verdict>map(list -> new Verdict.Undecided("list " + list + " was never read"))
                .orElse(new Verdict.Holds(transactions.size()));
    }
}
