package io.kvasir.node.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.Epoch;
import io.kvasir.node.store.Mutation;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final int KEYS = 12;

    @Test
    void theStoreUnderTheOverlayReadsAsTheStoreWithEverythingInFlightApplied() {
        Seeds.each(300, OverlayTest::compare);
    }

    private static void compare(Seed seed) {
        RandomGenerator random = seed.random("entries");
        TreeMap<Bytes, Bytes> store = new TreeMap<>();
        TreeMap<Bytes, Bytes> ahead = new TreeMap<>();
        Overlay overlay = new Overlay();
        ArrayDeque<Entry> inFlight = new ArrayDeque<>();
        for (int number = 1; number <= 60; number++) {
            List<Mutation> mutations = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                Mutation mutation = mutation(random, number + "." + i);
                mutations.add(mutation);
                overlay.add(number, mutation);
                apply(ahead, mutation);
            }
            inFlight.addLast(new Entry(1, number, number - 1, new Epoch(1), number, mutations));
            while (!inFlight.isEmpty() && random.nextInt(3) > 0) {
                Entry applied = inFlight.removeFirst();
                applied.mutations().forEach(mutation -> apply(store, mutation));
                overlay.applied(applied);
            }
            for (int i = 0; i < KEYS; i++) {
                assertThat(overlay.get(key(i), store::get)).isEqualTo(ahead.get(key(i)));
            }
        }
        for (Entry last : inFlight) {
            last.mutations().forEach(mutation -> apply(store, mutation));
            overlay.applied(last);
        }
        assertThat(overlay.isEmpty()).as("nothing is kept of what is applied").isTrue();
        assertThat(store).isEqualTo(ahead);
    }

    private static Mutation mutation(RandomGenerator random, String value) {
        Bytes key = key(random.nextInt(KEYS));
        return switch (random.nextInt(6)) {
            case 0 -> new Mutation.Delete(key);
            case 1 -> {
                Bytes other = key(random.nextInt(KEYS));
                boolean ordered = key.compareTo(other) <= 0;
                yield new Mutation.DeleteRange(ordered ? key : other, ordered ? other : key);
            }
            default -> new Mutation.Put(key, Bytes.utf8(value));
        };
    }

    private static void apply(NavigableMap<Bytes, Bytes> to, Mutation mutation) {
        switch (mutation) {
            case Mutation.Put(Bytes key, Bytes value) -> to.put(key, value);
            case Mutation.Delete(Bytes key) -> to.remove(key);
            case Mutation.DeleteRange(Bytes start, Bytes end) ->
                    to.subMap(start, true, end, false).clear();
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8("k" + (char) ('a' + number));
    }
}
