package io.kvasir.client;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What every reply says besides its answer.
///
/// @param staleness upper bound of how stale the answer can be; zero for strong reads and writes
/// @param capacityUnits read or write units consumed, by DynamoDB's rules
/// @param capacityUnitsByTable of batches and transactions: the same by table
public record ReplyInfo(
        Duration staleness, double capacityUnits, Map<String, Double> capacityUnitsByTable) {
    static final ReplyInfo NONE = new ReplyInfo(Duration.ZERO, 0, Map.of());

    public ReplyInfo {
        capacityUnitsByTable =
                Collections.unmodifiableMap(new LinkedHashMap<>(capacityUnitsByTable));
    }

    /// Of an answer that rests on both.
    ReplyInfo and(ReplyInfo other) {
        LinkedHashMap<String, Double> byTable = new LinkedHashMap<>(capacityUnitsByTable);
        other.capacityUnitsByTable.forEach(
                (table, units) -> byTable.merge(table, units, Double::sum));
        return new ReplyInfo(
                staleness.compareTo(other.staleness) > 0 ? staleness : other.staleness,
                capacityUnits + other.capacityUnits,
                byTable);
    }
}
