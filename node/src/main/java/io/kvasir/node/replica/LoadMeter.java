package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;

/// Counts what a replica's clients take of it, and keeps some of their keys. Cheap enough for every
/// request.
public final class LoadMeter {
    private static final int KEYS_KEPT = 1024;

    /// Rates follow a change within about so long.
    private static final double SMOOTHING_SECONDS = 5;

    /// After so long rates that began with nothing have risen to 95% of what they are to show.
    private static final long SETTLING_NANOS = (long) (3 * SMOOTHING_SECONDS * 1e9);

    private static final double NANOS_PER_SECOND = 1e9;

    private final DoubleAdder reads = new DoubleAdder();
    private final DoubleAdder writes = new DoubleAdder();
    private final AtomicReferenceArray<Bytes> keys = new AtomicReferenceArray<>(KEYS_KEPT);
    private final AtomicInteger next = new AtomicInteger();
    private double readRate;
    private double writeRate;
    private long sampledNanos;
    private OptionalLong leadsSinceNanos = OptionalLong.empty();

    public void read(Bytes key, double units) {
        reads.add(units);
        keep(key);
    }

    public void wrote(Bytes key, double units) {
        writes.add(units);
        keep(key);
    }

    private void keep(Bytes key) {
        keys.set(Math.floorMod(next.getAndIncrement(), KEYS_KEPT), key);
    }

    /// Brings the rates up to date; called about once a second.
    ///
    /// @param leads whether the replica leads its group
    synchronized void sample(long nowNanos, boolean leads) {
        double seconds = (nowNanos - sampledNanos) / NANOS_PER_SECOND;
        double read = reads.sumThenReset();
        double written = writes.sumThenReset();
        if (sampledNanos != 0 && seconds > 0) {
            double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
            readRate += weight * (read / seconds - readRate);
            writeRate += weight * (written / seconds - writeRate);
        }
        sampledNanos = nowNanos;
        if (!leads) {
            leadsSinceNanos = OptionalLong.empty();
        } else if (leadsSinceNanos.isEmpty()) {
            leadsSinceNanos = OptionalLong.of(nowNanos);
        }
    }

    /// Whether the rates are those of a leader, and no longer rise for having been measured only
    /// since it leads.
    public synchronized boolean isSettled() {
        return leadsSinceNanos.isPresent()
                && sampledNanos - leadsSinceNanos.getAsLong() >= SETTLING_NANOS;
    }

    /// Units a second.
    public synchronized double readRate() {
        return readRate;
    }

    /// Units a second.
    public synchronized double writeRate() {
        return writeRate;
    }

    /// How the load of late is spread.
    public KeyLoad.Division division() {
        int end = next.get();
        List<Bytes> latest = new ArrayList<>(KEYS_KEPT);
        for (int i = 0; i < KEYS_KEPT; i++) {
            Bytes key = keys.get(Math.floorMod(end + i, KEYS_KEPT));
            if (key != null) {
                latest.add(key);
            }
        }
        return KeyLoad.division(latest);
    }

    /// What was before says nothing about what is now, as after a split.
    void forgetKeys() {
        for (int i = 0; i < KEYS_KEPT; i++) {
            keys.set(i, null);
        }
    }
}
