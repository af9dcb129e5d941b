package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the latest keys say of how a load is spread. Pure.
public final class KeyLoad {
    /// Fewer keys tell nothing.
    static final int KEYS_MIN = 200;

    /// A cut that leaves less than this to one half helps little.
    private static final double SHARE_MIN = 0.2;

    /// Of neighbours in time, as many that rise are no chance.
    private static final double RISING_MAX = 0.9;

    private KeyLoad() {}

    /// Where to divide, or why not to.
    ///
    /// @param cut the first key of the right half; empty: a split would not divide the load
    /// @param reason why not; empty where there is a cut, or too little is known
    public record Division(Optional<Bytes> cut, String reason) {
        static Division at(Bytes cut) {
            return new Division(Optional.of(cut), "");
        }

        static Division none(String reason) {
            return new Division(Optional.empty(), reason);
        }
    }

    /// @param keys that were asked for, in the order of time
    public static Division division(List<Bytes> keys) {
        if (keys.size() < KEYS_MIN) {
            return Division.none("");
        }
        SequencedMap<Bytes, Integer> counts = new TreeMap<>();
        keys.forEach(key -> counts.merge(key, 1, Integer::sum));
        String rising = rising(keys, counts.size());
        if (rising != null) {
            return Division.none(rising);
        }
        Bytes cut = fairest(counts, keys.size());
        if (cut != null) {
            return Division.at(cut);
        }
        var hottest = Collections.max(counts.sequencedEntrySet(), Map.Entry.comparingByValue());
        return Division.none(
                String.format(
                        Locale.ROOT,
                        "one item takes %.0f %% of the load, and cannot be divided: %s",
                        100.0 * hottest.getValue() / keys.size(),
                        hottest.getKey()));
    }

    private static @Nullable String rising(List<Bytes> keys, int distinct) {
        int rises = 0;
        for (int i = 1; i < keys.size(); i++) {
            rises += keys.get(i).compareTo(keys.get(i - 1)) > 0 ? 1 : 0;
        }
        boolean sequential =
                rises > RISING_MAX * (keys.size() - 1) && distinct > RISING_MAX * keys.size();
        return sequential
                ? "the keys rise one after the other: a new partition would soon take all of the"
                        + " load"
                : null;
    }

    /// The key that leaves the halves most alike; null where none leaves enough to each.
    private static @Nullable Bytes fairest(SequencedMap<Bytes, Integer> counts, int all) {
        Bytes best = null;
        double bestShare = SHARE_MIN;
        int below = 0;
        for (Bytes key : new ArrayList<>(counts.keySet())) {
            double share = Math.min(below, all - below) / (double) all;
            if (share > bestShare) {
                best = key;
                bestShare = share;
            }
            below += counts.getOrDefault(key, 0);
        }
        return best;
    }
}
