package io.kvasir.chaos.simulation;

import io.grpc.stub.StreamObserver;
import io.kvasir.chaos.workload.Recorder.PageRead;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.service.StorageService;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.PartitionRef;
import io.kvasir.proto.internal.v1.RangeRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StoredItem;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.replication.FenceResult;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.execute.RangeScan;
import io.kvasir.routing.map.MapCache;
import io.kvasir.routing.request.ReadOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A router that no control plane tells anything after its start: it reads a collection, part by
/// part, by a map that only the nodes' refusals correct.
final class PageReader {
    private static final Duration PAUSE_MAX = Duration.ofMillis(60);
    private static final Duration MESSAGE_MAX = Duration.ofMillis(3);
    private static final Duration AGAIN_MAX = Duration.ofMillis(30);
    private static final Duration FENCE_PATIENCE = Duration.ofSeconds(2);
    private static final long STALENESS_MS_MAX = 60_000;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int PAGE_MAX = 40;
    private static final int ATTEMPTS_MAX = 400;

    /// What the bound leaves out: the time that messages take, and a rounding.
    private static final long UNDER_WAY_MS = 5;

    private final SimulatedNodes nodes;
    private final RandomGenerator random;
    private final Consumer<PageRead> record;
    private final MapCache cache = new MapCache(RoutingEvents.NONE);
    private boolean stopped;

    PageReader(int id, SimulatedNodes nodes, Partition whole, Consumer<PageRead> record) {
        this.nodes = nodes;
        this.random = nodes.simulation.random("page reader " + id);
        this.record = record;
        cache.update(
                MapUpdate.newBuilder()
                        .setVersion(1)
                        .setFull(true)
                        .addPartitions(ClusterCodec.toWire(whole))
                        .build());
    }

    void start() {
        after(
                PAUSE_MAX,
                () -> {
                    if (!stopped) {
                        new Reading().step();
                    }
                });
    }

    void stop() {
        stopped = true;
    }

    private void after(Duration most, Runnable action) {
        nodes.simulation.scheduleNanos(random.nextLong(most.toNanos()), action);
    }

    /// One reading of the whole collection.
    private final class Reading {
        private final boolean strong = random.nextInt(3) == 0;
        private final RangeScan scan =
                new RangeScan(
                        PageRun.RANGE,
                        random.nextInt(3) == 0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        ReadOptions.EVENTUAL);
        private final long invoked = nodes.simulation.nanoTime();
        private final List<Long> keys = new ArrayList<>();
        private @Nullable KeyRange rest = scan.range();
        private long stalenessMs;
        private int attempts;

        /// As a router does it: the next part is what its map says.
        void step() {
            KeyRange range = rest;
            if (range == null) {
                end();
                return;
            }
            var map = cache.map();
            Partition partition =
                    (scan.backward() ? map.below(range.end()) : map.at(range.start()))
                            .orElseThrow();
            KeyRange part = partition.range().intersection(range);
            if (part == null) {
                throw new IllegalStateException(partition + " does not meet " + range);
            }
            String anywhere = nodes.names.get(random.nextInt(nodes.names.size()));
            String node = strong ? nodes.leader(partition.id()).orElse(anywhere) : anywhere;
            after(MESSAGE_MAX, () -> reach(node, partition, part));
        }

        private void reach(String node, Partition partition, KeyRange part) {
            Optional<Replica> replica = nodes.replica(node, partition.id());
            if (!strong || replica.isEmpty()) {
                ask(node, partition, part);
                return;
            }
            boolean[] over = {false};
            nodes.simulation.schedule(FENCE_PATIENCE, () -> once(over, this::again));
            nodes.simulation.when(
                    replica.get().log().readFence(),
                    fence ->
                            once(
                                    over,
                                    fence instanceof FenceResult.Passed
                                            ? () -> ask(node, partition, part)
                                            : this::again));
        }

        private static void once(boolean[] over, Runnable action) {
            if (!over[0]) {
                over[0] = true;
                action.run();
            }
        }

        private void ask(String node, Partition partition, KeyRange part) {
            Optional<StorageService> service = nodes.service(node);
            boolean tells =
                    nodes.replica(node, partition.id())
                            .map(held -> held.stalenessNanos(nodes.simulation.nanoTime()))
                            .map(nanos -> nanos < STALENESS_MS_MAX * NANOS_PER_MS)
                            // It holds no such replica, and says so.
                            .orElse(true);
            if (service.isEmpty() || !tells) {
                again();
                return;
            }
            ReadResponse response = answer(service.get(), request(partition, part));
            after(MESSAGE_MAX, () -> take(part, response));
        }

        private ReadRequest request(Partition partition, KeyRange part) {
            RangeRead.Builder range =
                    RangeRead.newBuilder()
                            .setStart(ItemCodec.toWire(part.start()))
                            .setBackward(scan.backward())
                            .setLimit(1 + random.nextInt(PAGE_MAX));
            if (part.end() != null) {
                range.setEnd(ItemCodec.toWire(part.end()));
            }
            return ReadRequest.newBuilder()
                    .setPartition(
                            PartitionRef.newBuilder()
                                    .setId(partition.id().value())
                                    .setEpoch(partition.epoch().value()))
                    .setConsistency(Consistency.EVENTUAL)
                    .setStalenessMaxMs(STALENESS_MS_MAX)
                    .setRange(range)
                    .build();
        }

        private void take(KeyRange part, ReadResponse response) {
            if (response.hasError()) {
                if (response.getError().getCode() == ErrorCode.WRONG_PARTITION.number()) {
                    cache.correct(
                            response.getError().getPartitionsList().stream()
                                    .map(ClusterCodec::fromWire)
                                    .toList());
                }
                again();
                return;
            }
            for (StoredItem item : response.getItemsList()) {
                keys.add(number(item));
            }
            if (!strong) {
                stalenessMs = Math.max(stalenessMs, response.getStalenessMs() + UNDER_WAY_MS);
            }
            Bytes last =
                    response.getLastKey().isEmpty()
                            ? null
                            : ItemCodec.fromWire(response.getLastKey());
            rest = scan.rest(part, last);
            step();
        }

        private void again() {
            if (++attempts > ATTEMPTS_MAX) {
                start();
            } else {
                after(AGAIN_MAX, this::step);
            }
        }

        private void end() {
            PageRead reading =
                    new PageRead(
                            PageRun.COLLECTION,
                            strong ? "strong query" : "eventual query",
                            invoked,
                            nodes.simulation.nanoTime(),
                            stalenessMs,
                            scan.backward() ? keys.reversed() : keys);
            nodes.simulation.trace(reading.toString());
            record.accept(reading);
            start();
        }
    }

    private static long number(StoredItem item) {
        return switch (ItemCodec.fromBytes(item.getItem()).get(PageRun.ATTRIBUTE)) {
            case AttributeValue.NumberValue(var number) -> number.value().longValueExact();
            case null, default -> throw new IllegalStateException("an item that nobody put");
        };
    }

    /// At once, on this thread: nothing in it waits.
    private static ReadResponse answer(StorageService service, ReadRequest request) {
        List<ReadResponse> answers = new ArrayList<>(1);
        service.read(
                request,
                new StreamObserver<>() {
                    @Override
                    public void onNext(ReadResponse response) {
                        answers.add(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        throw new IllegalStateException("a read failed", failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        return answers.getFirst();
    }
}
