package io.kvasir.chaos.workload;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.testkit.Seed;

/// How much a workload does.
///
/// @param prefix of the names of its tables
/// @param tables of single items; their keyspaces scatter over the partitions
/// @param clients on single items
/// @param transactionClients on lists; besides, one client keeps a bank and one reads collections
/// @param operationsPerSecond of all clients together, at most
public record WorkloadPlan(
        Seed seed,
        String prefix,
        int tables,
        int clients,
        int transactionClients,
        int operationsPerSecond) {
    /// What a linearizability checker can judge of one key.
    private static final int CLIENTS_MAX = 8;

    private static final int RATE_MAX = 5_000;

    public WorkloadPlan {
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new InvalidArgumentException(
                    "clients is " + clients + "; it must be 1 to " + CLIENTS_MAX);
        }
        if (operationsPerSecond < 1 || operationsPerSecond > RATE_MAX) {
            throw new InvalidArgumentException(
                    "rate is " + operationsPerSecond + "; it must be 1 to " + RATE_MAX);
        }
    }
}
