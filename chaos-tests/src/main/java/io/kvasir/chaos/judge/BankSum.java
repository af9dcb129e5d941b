package io.kvasir.chaos.judge;

import io.kvasir.chaos.workload.Recorder.Balances;
import io.kvasir.testkit.checker.Verdict;
import java.util.List;

/// Transfers move money and make none: all accounts, read in one transaction, hold what they held
/// at first, and none is in debt.
final class BankSum {
    private BankSum() {}

    static Verdict check(List<Balances> readings, long total) {
        for (Balances reading : readings) {
            long sum = reading.amounts().stream().mapToLong(Long::longValue).sum();
            if (sum != total) {
                return new Verdict.Violated(
                        "the accounts hold %d; they held %d at first".formatted(sum, total),
                        List.of(reading.toString()));
            }
            if (reading.amounts().stream().anyMatch(amount -> amount < 0)) {
                return new Verdict.Violated(
                        "an account is in debt, which every transfer forbids",
                        List.of(reading.toString()));
            }
        }
        return new Verdict.Holds(readings.size());
    }
}
