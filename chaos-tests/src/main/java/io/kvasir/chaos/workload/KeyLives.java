package io.kvasir.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The keys in use. A key is given up for a new one before its history grows too hard to judge: by
/// length, or by how many operations of unknown outcome it has.
final class KeyLives {
    static final int OPERATIONS_MAX = 500;
    static final int UNKNOWN_MAX = 6;

    /// One key from its first use to its last.
    static final class Life {
        private final ItemPlace place;
        private final boolean counter;
        private int operations;
        private int unknown;
        private @Nullable String lastSeen;

        private Life(ItemPlace place, boolean counter) {
            this.place = place;
            this.counter = counter;
        }

        ItemPlace place() {
            return place;
        }

        boolean isCounter() {
            return counter;
        }

        /// What some client last saw or wrote, null for no item: the best guess of what is there.
        synchronized @Nullable String lastSeen() {
            return lastSeen;
        }

        synchronized void saw(@Nullable String value) {
            lastSeen = value;
        }

        synchronized void unknown() {
            unknown++;
        }

        private synchronized boolean use() {
            return operations++ < OPERATIONS_MAX && unknown < UNKNOWN_MAX;
        }
    }

    private final List<String> tables;
    private final List<Life> lives = new ArrayList<>();
    private final List<ItemPlace> all = new ArrayList<>();
    private int made;

    /// @param keysPerTable in use at once; every fourth is a counter
    KeyLives(List<String> tables, int keysPerTable) {
        this.tables = List.copyOf(tables);
        for (int i = 0; i < tables.size() * keysPerTable; i++) {
            lives.add(born(i));
        }
    }

    private Life born(int slot) {
        String table = tables.get(slot % tables.size());
        boolean counter = slot / tables.size() % 4 == 3;
        ItemPlace place =
                new ItemPlace(table, (counter ? "count-" : "text-") + slot + "-" + made++);
        all.add(place);
        return new Life(place, counter);
    }

    /// A key to use once.
    synchronized Life pick(RandomGenerator dice) {
        // The first keys are hot: the smaller of two throws.
        int slot = Math.min(dice.nextInt(lives.size()), dice.nextInt(lives.size()));
        Life life = lives.get(slot);
        if (!life.use()) {
            life = born(slot);
            life.use();
            lives.set(slot, life);
        }
        return life;
    }

    /// Every key ever used.
    synchronized List<ItemPlace> all() {
        return List.copyOf(all);
    }
}
