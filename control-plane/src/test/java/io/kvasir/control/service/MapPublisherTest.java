package io.kvasir.control.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Formation;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The work that routers' map streams are for the control plane, counted and not timed: bytes,
/// messages, and how often anything is encoded.
class MapPublisherTest {
    private static final Duration ROUND = Duration.ofMillis(20);
    private static final int ROUNDS_PER_SECOND = 50;
    private static final int REPLICAS = 3;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LeadingLog log = new LeadingLog();
    private final List<MapStream> streams = new ArrayList<>();
    private long nowNanos;
    private ClusterState state = ClusterState.EMPTY;
    private MapPublisher publisher;

    /// What was done in a while.
    private record Work(double encodings, double wholeMaps, double steps, double bytes) {}

    private void publish(int partitions) {
        List<StateRecord> records = new ArrayList<>();
        List<ReplicaId> replicas = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            Node node =
                    new Node(
                            new NodeId("node-" + i),
                            new StorageId("00000000000" + i),
                            "node-" + i + ":7600",
                            "node-" + i + ":7601",
                            "");
            records.add(new StateRecord.NodePut(node));
            replicas.add(new ReplicaId(node.id(), node.storageId()));
        }
        for (int i = 0; i < partitions; i++) {
            Bytes start = i == 0 ? Bytes.EMPTY : key(i);
            KeyRange range = new KeyRange(start, i == partitions - 1 ? null : key(i + 1));
            records.add(partition(i + 1, 1, range, replicas));
        }
        state = state.apply(new EntryStamp(1, 1), records);
        publisher =
                new MapPublisher(
                        new LiveCluster(
                                () -> state,
                                Duration.ofSeconds(5),
                                () -> nowNanos,
                                () -> Instant.EPOCH),
                        new LeaderGate(log, new MemberAddresses()),
                        meters);
    }

    private static Bytes key(int number) {
        return Bytes.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static StateRecord partition(
            int id, long epoch, KeyRange range, List<ReplicaId> replicas) {
        return new StateRecord.PartitionPut(
                new PartitionEntry(
                        new PartitionId(id),
                        new Epoch(epoch),
                        range,
                        replicas,
                        Formation.FOUNDERS,
                        Optional.of(replicas.getFirst().node()),
                        Optional.empty(),
                        Instant.EPOCH));
    }

    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            MapStream stream = new MapStream();
            streams.add(stream);
            publisher.add(stream);
        }
    }

    /// All of them at once, and as many new ones come.
    private void restartAll() {
        int count = streams.size();
        streams.forEach(MapStream::cancel);
        streams.clear();
        connect(count);
    }

    /// One partition changes each second.
    private Work work(int seconds) {
        Work before = counted();
        for (int second = 0; second < seconds; second++) {
            change();
            for (int round = 0; round < ROUNDS_PER_SECOND; round++) {
                nowNanos += ROUND.toNanos();
                publisher.round();
            }
        }
        Work after = counted();
        return new Work(
                after.encodings() - before.encodings(),
                after.wholeMaps() - before.wholeMaps(),
                after.steps() - before.steps(),
                after.bytes() - before.bytes());
    }

    private Work counted() {
        return new Work(
                meters.counter("kvasir.control.map.encodings").count(),
                meters.counter("kvasir.control.map.whole").count(),
                meters.counter("kvasir.control.map.steps").count(),
                meters.counter("kvasir.control.map.sent.bytes").count());
    }

    private void change() {
        PartitionEntry entry = state.partition(new PartitionId(1)).orElseThrow();
        state =
                state.apply(
                        state.lastEntry().next(1),
                        List.of(
                                partition(
                                        1,
                                        entry.epoch().value() + 1,
                                        entry.range(),
                                        entry.replicas())));
    }

    @Test
    void routersThatRestartAllAtOnceAreNoMoreWorkThanTheyWereBefore() {
        publish(10_000);
        connect(1_000);
        work(60);
        Work before = work(30);

        restartAll();
        Work after = work(30);

        double most = 30.0 * MapTurns.BYTES_PER_SECOND;
        assertThat(before.bytes()).as("bytes before").isCloseTo(most, within(most / 20));
        assertThat(after.bytes()).as("bytes after").isCloseTo(before.bytes(), within(most / 20));
        assertThat(after.encodings()).as("encodings").isLessThanOrEqualTo(before.encodings());
        assertThat(after.wholeMaps())
                .as("whole maps")
                .isCloseTo(before.wholeMaps(), within(before.wholeMaps() / 20));
        assertThat(after.steps()).as("changes").isLessThanOrEqualTo(before.steps());
        work(60);
        assertThat(streams).as("routers with a map").allMatch(MapStream::hasMap);
    }

    @Test
    void whateverComesIsEncodedOnceForAll() {
        publish(1_000);
        connect(100);
        Work joining = work(5);
        assertThat(streams).allMatch(MapStream::hasMap);
        assertThat(joining.wholeMaps()).isEqualTo(100);
        // At most a whole map and a step for each of the five changes.
        assertThat(joining.encodings()).isLessThanOrEqualTo(10);
        for (int i = 0; i < 5; i++) {
            restartAll();
            work(1);
        }
        assertThat(streams).allMatch(MapStream::hasMap);
        assertThat(work(5).encodings()).isLessThanOrEqualTo(joining.encodings());
    }

    @Test
    void aFewRoutersHaveTheMapWithTheNextRound() {
        publish(1_000);
        connect(10);
        nowNanos += ROUND.toNanos();
        publisher.round();
        assertThat(streams).allMatch(MapStream::hasMap);
    }

    @Test
    void oneThatCannotTakeMoreHoldsUpNobodyAndIsBroughtUpLater() {
        publish(100);
        connect(3);
        work(1);
        MapStream slow = streams.getFirst();
        slow.stall();
        long had = slow.version();
        work(MapPublisher.VIEWS_MAX + 2);
        assertThat(slow.version()).isEqualTo(had);
        assertThat(streams.getLast().version()).isEqualTo(state.version());

        slow.resume();
        work(1);
        assertThat(slow.version()).isEqualTo(state.version());
    }

    @Test
    void aStreamNeverGoesBackInVersion() {
        publish(100);
        connect(20);
        work(3 * (int) MapTurns.AGAIN.toSeconds());
        assertThat(streams).allMatch(MapStream::isInOrder);
        assertThat(counted().wholeMaps()).as("each again and again").isGreaterThan(2 * 20);
    }

    @Test
    void allStreamsEndWhereAnotherLeads() {
        publish(10);
        connect(5);
        work(1);
        log.lead(false);
        publisher.round();
        assertThat(streams).allMatch(MapStream::isEnded);
    }
}
