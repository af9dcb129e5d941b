package io.kvasir.bench.workload;

import io.kvasir.bench.workload.Operation.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Draws the operations of one workload; for any number of callers, each with dice of its own.
public final class Operations {
    private static final int NEWEST = 20;
    private static final int RANGE_MAX = 100;
    private static final int TRANSACTION_ITEMS = 4;
    private static final long HOT_COUNTER = 0;
    private static final double HALF = 0.5;
    private static final double MOSTLY = 0.95;

    private final Workload workload;
    private final Dataset data;
    private final Freshness freshness;
    private final Values values;
    private final Zipf items;

    /// Items there are by now: those of YCSB D and E are added behind the others.
    private final AtomicLong count;

    /// @param freshness of reads where the workload's name does not say
    public Operations(Workload workload, Dataset data, Freshness freshness, RandomGenerator dice) {
        this.workload = workload;
        this.data = data;
        this.freshness = freshness;
        this.values = new Values(data.valueBytes(), dice);
        this.items = new Zipf(data.items());
        this.count = new AtomicLong(data.items());
    }

    public Operation next(RandomGenerator dice) {
        return switch (workload) {
            case WRITE -> new Operation.Put(uniform(dice), values.next(dice));
            case READ_STRONG -> new Operation.Get(uniform(dice), Freshness.STRONG);
            case READ_EVENTUAL -> new Operation.Get(uniform(dice), Freshness.EVENTUAL);
            case YCSB_A -> dice.nextDouble() < HALF ? get(dice) : put(dice);
            case YCSB_B -> dice.nextDouble() < MOSTLY ? get(dice) : put(dice);
            case YCSB_C -> get(dice);
            case YCSB_D -> dice.nextDouble() < MOSTLY ? getLatest(dice) : putNew(dice);
            case YCSB_E -> dice.nextDouble() < MOSTLY ? range(dice) : putInCollection(dice);
            case YCSB_F ->
                    dice.nextDouble() < HALF
                            ? get(dice)
                            : new Operation.ReadThenPut(skewed(dice), values.next(dice), freshness);
            case QUERY_NEWEST_20 -> new Operation.Newest(dice.nextLong(data.collections()), NEWEST);
            case COUNTER -> new Operation.Count(HOT_COUNTER);
            case TRANSACT_4 -> new Operation.PutAll(distinct(dice), values.next(dice));
        };
    }

    private Operation get(RandomGenerator dice) {
        return new Operation.Get(skewed(dice), freshness);
    }

    private Operation put(RandomGenerator dice) {
        return new Operation.Put(skewed(dice), values.next(dice));
    }

    private Operation getLatest(RandomGenerator dice) {
        return new Operation.Get(count.get() - 1 - items.next(dice), freshness);
    }

    private Operation putNew(RandomGenerator dice) {
        return new Operation.Put(count.getAndIncrement(), values.next(dice));
    }

    private Operation range(RandomGenerator dice) {
        return new Operation.ItemsFrom(
                dice.nextLong(data.collections()),
                dice.nextInt(data.placesEach()),
                1 + dice.nextInt(RANGE_MAX));
    }

    private Operation putInCollection(RandomGenerator dice) {
        return new Operation.PutIn(
                dice.nextLong(data.collections()),
                dice.nextInt(data.placesEach()),
                values.next(dice));
    }

    private long uniform(RandomGenerator dice) {
        return dice.nextLong(data.items());
    }

    /// The frequent ranks lie all over the keys.
    private long skewed(RandomGenerator dice) {
        long mixed = items.next(dice) * 0x9E37_79B9_7F4A_7C15L;
        return Math.floorMod(mixed ^ (mixed >>> 32), data.items());
    }

    private List<Long> distinct(RandomGenerator dice) {
        List<Long> keys = new ArrayList<>(TRANSACTION_ITEMS);
        while (keys.size() < TRANSACTION_ITEMS) {
            long key = uniform(dice);
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        return keys;
    }
}
