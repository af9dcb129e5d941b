package io.kvasir.chaos.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;

/// The lists in use, each given up for a new one when it has grown long.
final class ListKeys {
    static final int APPENDS_MAX = 60;
    private static final int IN_USE = 6;

    private final List<String> tables;
    private final List<ItemPlace> inUse = new ArrayList<>();
    private final SequencedSet<ItemPlace> all = new LinkedHashSet<>();
    private final Map<ItemPlace, Integer> appends = new LinkedHashMap<>();

    ListKeys(List<String> tables) {
        this.tables = List.copyOf(tables);
        for (int i = 0; i < IN_USE; i++) {
            inUse.add(born(i));
        }
    }

    private ItemPlace born(int slot) {
        ItemPlace place =
                new ItemPlace(tables.get(slot % tables.size()), "list-" + slot + "-" + all.size());
        all.add(place);
        return place;
    }

    synchronized ItemPlace pick(RandomGenerator dice) {
        int slot = dice.nextInt(inUse.size());
        if (appends.getOrDefault(inUse.get(slot), 0) >= APPENDS_MAX) {
            appends.remove(inUse.get(slot));
            inUse.set(slot, born(slot));
        }
        return inUse.get(slot);
    }

    synchronized void appended(ItemPlace place) {
        appends.merge(place, 1, Integer::sum);
    }

    /// Every list ever used.
    synchronized List<ItemPlace> all() {
        return List.copyOf(all);
    }
}
