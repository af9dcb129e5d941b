package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.proto.v1.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Counters over some partitions, and what they must be: each increment has a token and is sent
/// until it is done, to whoever may hold its key, under whichever epoch; reads are strong, and must
/// show no less than was acknowledged before they were asked, and no more than was sent.
final class CounterWorld {
    private static final KeyspaceId KEYSPACE = KeyspaceId.ofCounter(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EPOCHS = 4;
    private static final int PADDING = 20_000;

    private final TestNodes nodes;
    private final List<PartitionId> partitions;
    private final TreeMap<Bytes, String> names = new TreeMap<>();
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicBoolean end = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private int rounds;

    CounterWorld(TestNodes nodes, int count, PartitionId... partitions) {
        this.nodes = nodes;
        this.partitions = List.of(partitions);
        for (int i = 0; i < count; i++) {
            names.put(key("k" + i), "k" + i);
        }
    }

    static Bytes key(String name) {
        return GlobalKey.of(KEYSPACE, Bytes.utf8(name), Bytes.EMPTY);
    }

    /// The key with a third of the counters below it.
    Bytes cut() {
        return List.copyOf(names.keySet()).get(names.size() / 3);
    }

    List<Bytes> keys() {
        return List.copyOf(names.keySet());
    }

    int reads() {
        return reads.get();
    }

    void incrementAll() {
        int round = rounds++;
        names.values().forEach(name -> sent.merge(name, 1, Integer::sum));
        apply(names.values().stream().map(name -> add(name, "r" + round + "-" + name)).toList());
        names.values().forEach(name -> acknowledged.merge(name, 1, Integer::sum));
    }

    /// The increments of an earlier round again: they must change nothing.
    void repeat(int round) {
        apply(names.values().stream().map(name -> add(name, "r" + round + "-" + name)).toList());
    }

    /// Increments and reads until `stop`.
    void start() {
        threads.add(
                Thread.ofVirtual()
                        .start(() -> {
                            while (!end.get()) {
                                incrementAll();
                            }
                        }));
        threads.add(
                Thread.ofVirtual()
                        .start(() -> {
                            while (!end.get()) {
                                names.keySet().forEach(this::check);
                            }
                        }));
    }

    void stop() throws InterruptedException {
        end.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    void requireRight() {
        assertThat(violations).isEmpty();
        incrementAll();
        names.keySet().forEach(this::check);
        assertThat(violations).isEmpty();
    }

    private void check(Bytes key) {
        String name = names.get(key);
        int least = acknowledged.getOrDefault(name, 0);
        long value = read(key);
        int most = sent.getOrDefault(name, 0);
        if (value < least || value > most) {
            violations.add(name + " is " + value + ", of " + least + " to " + most);
        }
        reads.incrementAndGet();
    }

    private long read(Bytes key) {
        ReadRequest request =
                ReadRequest.newBuilder()
                        .setConsistency(Consistency.STRONG)
                        .setKeys(KeysRead.newBuilder().addKeys(ItemCodec.toWire(key)))
                        .build();
        ReadResponse reply =
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> tryRead(request), Optional::isPresent)
                        .orElseThrow();
        return reply.getItems(0).getFound()
                ? number(ItemCodec.fromBytes(reply.getItems(0).getItem()).get("n"))
                : 0;
    }

    private static long number(AttributeValue value) {
        return value instanceof AttributeValue.NumberValue(Decimal number)
                ? Long.parseLong(number.toString())
                : -1;
    }

    private Optional<ReadResponse> tryRead(ReadRequest request) {
        for (PartitionId partition : partitions) {
            for (String name : nodes.running()) {
                Optional<Long> epoch = epoch(name, partition);
                if (epoch.isPresent()) {
                    try {
                        ReadResponse reply = nodes.read(name, partition, request, epoch.get());
                        if (!reply.hasError()) {
                            return Optional.of(reply);
                        }
                    } catch (StatusRuntimeException stopped) {
                        // Another one may answer.
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Long> epoch(String name, PartitionId partition) {
        return nodes.replica(name, partition).map(found -> found.state().epoch().value());
    }

    private void apply(List<WriteOperation> operations) {
        List<WriteOperation> open = new ArrayList<>(operations);
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    for (PartitionId partition : partitions) {
                        for (long epoch = 1; epoch <= EPOCHS; epoch++) {
                            send(open, partition, epoch);
                        }
                    }
                    return open.isEmpty();
                });
    }

    /// Those that the partition has by the epoch's range, and takes out what is done.
    private void send(List<WriteOperation> open, PartitionId to, long epoch) {
        Optional<String> leader = nodes.leaderNow(to);
        if (leader.isEmpty() || open.isEmpty()) {
            return;
        }
        Optional<Long> known = epoch(leader.get(), to);
        if (known.isEmpty() || known.get() != epoch) {
            return;
        }
        Optional<KeyRange> range =
                nodes.replica(leader.get(), to).map(replica -> replica.state().range());
        List<WriteOperation> sent =
                open.stream()
                        .filter(each ->
                                range.isPresent()
                                        && range.get().contains(ItemCodec.fromWire(each.getKey())))
                        .toList();
        if (sent.isEmpty()) {
            return;
        }
        try {
            WriteResponse reply =
                    nodes.stub(leader.get())
                            .write(
                                    WriteRequest.newBuilder()
                                            .setPartition(TestNodes.reference(to, epoch))
                                            .addAllOperations(sent)
                                            .build());
            for (int i = 0; i < reply.getResultsCount(); i++) {
                if (!reply.getResults(i).hasError()) {
                    open.remove(sent.get(i));
                }
            }
        } catch (StatusRuntimeException stopped) {
            // Sent again, under the same tokens.
        }
    }

    private static WriteOperation add(String name, String token) {
        return WriteOperation.newBuilder()
                .setKey(ItemCodec.toWire(key(name)))
                .setClientRequestToken(token)
                .setUpdate(
                        Update.newBuilder()
                                .setExpression(
                                        Expression.newBuilder()
                                                .setText("SET padding = :padding ADD n :one")
                                                .putValues(
                                                        ":padding",
                                                        ItemCodec.toWire(
                                                                AttributeValue.of(
                                                                        "x".repeat(PADDING))))
                                                .putValues(
                                                        ":one",
                                                        ItemCodec.toWire(AttributeValue.of(1)))))
                .build();
    }
}
