package io.kvasir.chaos.simulation;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.NodeStore;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StagedCopy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// One node's disk: what was flushed survives a crash, of what came after only a prefix.
final class MemoryDisk {
    private final TreeMap<PartitionId, Contents> partitions = new TreeMap<>();

    /// Runs a flush's completion some time later.
    interface Delay {
        void later(Runnable action);
    }

    private record Write(long number, List<Mutation> mutations) {}

    private static final class Contents {
        private TreeMap<Bytes, Bytes> live = new TreeMap<>();
        private TreeMap<Bytes, Bytes> durable = new TreeMap<>();
        private final Deque<Write> unflushed = new ArrayDeque<>();
        private long written;

        void write(List<Mutation> mutations) {
            apply(live, mutations);
            unflushed.addLast(new Write(++written, List.copyOf(mutations)));
        }

        void persistUpTo(long number) {
            while (!unflushed.isEmpty() && unflushed.getFirst().number() <= number) {
                apply(durable, unflushed.removeFirst().mutations());
            }
        }
    }

    /// A crash: each partition keeps what was flushed and as many later writes as chance lets it.
    void crash(RandomGenerator random) {
        for (Contents contents : partitions.values()) {
            long lost = random.nextInt(contents.unflushed.size() + 1);
            contents.persistUpTo(contents.written - lost);
            contents.unflushed.clear();
            contents.live = new TreeMap<>(contents.durable);
        }
    }

    /// The disk as one run of the node's process sees it.
    NodeStore mount(Delay flushes, BooleanSupplier running) {
        return new Mounted(flushes, running);
    }

    private static void apply(NavigableMap<Bytes, Bytes> to, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            switch (mutation) {
                case Mutation.Put(Bytes key, Bytes value) -> to.put(key, value);
                case Mutation.Delete(Bytes key) -> to.remove(key);
                case Mutation.DeleteRange(Bytes start, Bytes end) ->
                        to.subMap(start, true, end, false).clear();
            }
        }
    }

    private final class Mounted implements NodeStore {
        private final Delay flushes;
        private final BooleanSupplier running;

        Mounted(Delay flushes, BooleanSupplier running) {
            this.flushes = flushes;
            this.running = running;
        }

        @Override
        public List<PartitionId> partitions() {
            return List.copyOf(partitions.keySet());
        }

        @Override
        public PartitionStore create(PartitionId partition) {
            if (partitions.putIfAbsent(partition, new Contents()) != null) {
                throw new IllegalStateException(partition + " has a store");
            }
            return open(partition);
        }

        @Override
        public PartitionStore open(PartitionId partition) {
            Contents contents = partitions.get(partition);
            if (contents == null) {
                throw new IllegalStateException(partition + " has no store");
            }
            return new Store(partition, contents, flushes, running);
        }

        @Override
        public PartitionStore copy(PartitionId from, PartitionId to) {
            Contents source = partitions.get(from);
            if (source == null) {
                throw new IllegalStateException(from + " has no store");
            }
            PartitionStore made = create(to);
            Contents contents = Objects.requireNonNull(partitions.get(to));
            contents.live.putAll(source.live);
            contents.durable.putAll(source.live);
            return made;
        }

        @Override
        public void drop(PartitionId partition) {
            partitions.remove(partition);
        }

        @Override
        public void close() {}
    }

    private record Store(
            PartitionId partition, Contents contents, Delay flushes, BooleanSupplier running)
            implements PartitionStore {

        @Override
        public void write(List<Mutation> mutations) {
            contents.write(mutations);
        }

        @Override
        public CompletableFuture<Void> flush() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            if (contents.durable.isEmpty()) {
                // A new store's first state: its maker waits for it.
                contents.persistUpTo(contents.written);
                done.complete(null);
                return done;
            }
            long reached = contents.written;
            flushes.later(() -> {
                if (running.getAsBoolean()) {
                    contents.persistUpTo(reached);
                    done.complete(null);
                }
            });
            return done;
        }

        @Override
        public long storedBytes() {
            return contents.live.size();
        }

        @Override
        public long storedBytes(KeyRange range) {
            return part(range).size();
        }

        @Override
        public void reclaim(KeyRange range) {
            // What is deleted takes no space here.
        }

        private NavigableMap<Bytes, Bytes> part(KeyRange range) {
            Bytes end = range.end();
            return end == null
                    ? contents.live.tailMap(range.start(), true)
                    : contents.live.subMap(range.start(), true, end, false);
        }

        @Override
        public StagedCopy stage() {
            TreeMap<Bytes, Bytes> copy = new TreeMap<>();
            return new StagedCopy() {
                @Override
                public void put(Bytes key, Bytes value) {
                    copy.put(key, value);
                }

                @Override
                public void commit() {
                    contents.unflushed.clear();
                    contents.durable = copy;
                    contents.live = new TreeMap<>(copy);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Lookup get(Bytes key, Tier tier) {
            Bytes value = contents.live.get(key);
            return value == null ? Lookup.Absent.INSTANCE : new Lookup.Found(value);
        }

        @Override
        public ScanEnd scan(KeyRange range, Direction direction, Tier tier, Visitor visitor) {
            NavigableMap<Bytes, Bytes> part = part(range);
            List<Map.Entry<Bytes, Bytes>> snapshot =
                    new ArrayList<>(
                            (direction == Direction.FORWARD ? part : part.descendingMap())
                                    .entrySet());
            for (Map.Entry<Bytes, Bytes> entry : snapshot) {
                if (!visitor.visit(entry.getKey(), entry.getValue())) {
                    break;
                }
            }
            return ScanEnd.COMPLETE;
        }
    }
}
