package io.kvasir.bench.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The mixes of operations that have names. YCSB A to F are those of Cooper and others
/// ("Benchmarking cloud serving systems with YCSB", 2010): zipfian keys, D the latest.
public enum Workload {
    /// Whole items to uniform keys.
    WRITE,
    /// Linearizable, uniform keys.
    READ_STRONG,
    /// From whatever replica, uniform keys.
    READ_EVENTUAL,
    /// Half reads, half writes.
    YCSB_A,
    /// 95 of 100 reads.
    YCSB_B,
    /// Reads.
    YCSB_C,
    /// 95 of 100 reads of what was written last, new items.
    YCSB_D,
    /// 95 of 100 short ranges, new items.
    YCSB_E,
    /// Half reads, half read, change and write.
    YCSB_F,
    /// The 20 newest items of a collection.
    QUERY_NEWEST_20,
    /// A conditional counter, all callers on one item.
    COUNTER,
    /// Four items, all or none.
    TRANSACT_4;

    /// As on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the collections of the data set are needed.
    public boolean needsCollections() {
        return this == QUERY_NEWEST_20 || this == YCSB_E;
    }

    /// @throws IllegalArgumentException where there is none of that word; the message has all
    public static Workload of(String word) {
        return Arrays.stream(values())
                .filter(workload -> workload.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no workload is named '" + word + "'; there are: " + words()));
    }

    public static String words() {
        return Arrays.stream(values()).map(Workload::word).collect(Collectors.joining(", "));
    }
}
