package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The partitions as they are: they tile the key space, split and merge.
final class SimulatedMap {
    private final SimulatedWorld world;
    private final TreeMap<Bytes, SimulatedPartition> byStart = new TreeMap<>();
    private long lastId;

    SimulatedMap(SimulatedWorld world, List<Bytes> cuts) {
        this.world = world;
        Bytes start = Bytes.EMPTY;
        for (Bytes cut : cuts) {
            add(new KeyRange(start, cut));
            start = cut;
        }
        add(new KeyRange(start, null));
    }

    private SimulatedPartition add(KeyRange range) {
        SimulatedPartition made = new SimulatedPartition(world, new PartitionId(++lastId), range);
        byStart.put(range.start(), made);
        return made;
    }

    /// As a router takes it in.
    NavigableMap<Bytes, SimulatedPartition> copy() {
        return new TreeMap<>(byStart);
    }

    List<SimulatedPartition> all() {
        return new ArrayList<>(byStart.values());
    }

    /// A partition falls apart where it holds the cut inside, or two that meet there become one.
    void splitOrMerge(Bytes cut) {
        SimulatedPartition right = byStart.floorEntry(cut).getValue();
        if (!right.range().start().equals(cut)) {
            @Nullable Bytes end = right.range().end();
            right.retire();
            byStart.remove(right.range().start());
            add(new KeyRange(right.range().start(), cut)).inherit(List.of(right));
            add(new KeyRange(cut, end)).inherit(List.of(right));
            world.note(right.id() + " splits");
        } else {
            SimulatedPartition left = byStart.lowerEntry(cut).getValue();
            left.retire();
            right.retire();
            byStart.remove(left.range().start());
            byStart.remove(cut);
            add(new KeyRange(left.range().start(), right.range().end()))
                    .inherit(List.of(left, right));
            world.note(left.id() + " and " + right.id() + " merge");
        }
    }
}
