package io.kvasir.bench.store;

import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Cassandra by CQL with prepared statements, all nodes in turn. Writes and strong reads at QUORUM,
/// eventual reads at ONE, the counter by lightweight transactions.
public final class CassandraStore implements Store {
    private static final int ONE = 0x0001;
    private static final int QUORUM = 0x0004;
    private static final int SERIAL = 0x0008;
    private static final int FLAG_VALUES = 0x01;
    private static final int FLAG_SERIAL = 0x10;
    private static final String PUT = "INSERT INTO bench.items (k, v) VALUES (?, ?)";
    private static final String GET = "SELECT v FROM bench.items WHERE k = ?";
    private static final String PUT_IN = "INSERT INTO bench.collections (k, p, v) VALUES (?, ?, ?)";
    private static final String ITEMS_FROM =
            "SELECT v FROM bench.collections WHERE k = ? AND p >= ? LIMIT ?";
    private static final String NEWEST =
            "SELECT v FROM bench.collections WHERE k = ? ORDER BY p DESC LIMIT ?";
    private static final String COUNT_NOW = "SELECT n FROM bench.counters WHERE k = ?";
    private static final String COUNT_FIRST =
            "INSERT INTO bench.counters (k, n) VALUES (?, 1) IF NOT EXISTS";
    private static final String COUNT = "UPDATE bench.counters SET n = ? WHERE k = ? IF n = ?";
    private static final List<String> SCHEMA =
            List.of(
                    "CREATE KEYSPACE IF NOT EXISTS bench WITH replication ="
                            + " {'class': 'SimpleStrategy', 'replication_factor': 3}",
                    "CREATE TABLE IF NOT EXISTS bench.items (k text PRIMARY KEY, v blob)",
                    "CREATE TABLE IF NOT EXISTS bench.collections"
                            + " (k text, p bigint, v blob, PRIMARY KEY (k, p))",
                    "CREATE TABLE IF NOT EXISTS bench.counters (k text PRIMARY KEY, n bigint)");

    private final List<CqlConnection> nodes;
    private final AtomicInteger turn = new AtomicInteger();

    /// The id that all nodes give a statement is the same: a digest of its text.
    private final Map<String, byte[]> prepared = new ConcurrentHashMap<>();

    private CassandraStore(List<CqlConnection> nodes) {
        this.nodes = nodes;
    }

    public static CassandraStore connect(List<String> hosts, int port) {
        return new CassandraStore(
                hosts.stream().map(host -> CqlConnection.open(host, port)).toList());
    }

    @Override
    public String whyNot(Workload workload) {
        return "";
    }

    @Override
    public void prepare() {
        for (String statement : SCHEMA) {
            nodes.getFirst()
                    .call(
                            CqlConnection.QUERY,
                            out -> {
                                CqlConnection.writeLongText(out, statement);
                                out.writeShort(QUORUM);
                                out.writeByte(0);
                            });
        }
    }

    @Override
    public void perform(Operation operation) {
        switch (operation) {
            case Operation.Put(long key, Bytes value) -> put(key, value);
            case Operation.Get(long key, Freshness freshness) -> get(key, freshness);
            case Operation.ReadThenPut(long key, Bytes value, Freshness freshness) -> {
                get(key, freshness);
                put(key, value);
            }
            case Operation.PutIn(long collection, long place, Bytes value) ->
                    execute(PUT_IN, QUORUM, key(collection), bigint(place), value.array());
            case Operation.ItemsFrom(long collection, long place, int count) ->
                    execute(ITEMS_FROM, ONE, key(collection), bigint(place), integer(count));
            case Operation.Newest(long collection, int count) ->
                    execute(NEWEST, ONE, key(collection), integer(count));
            case Operation.Count(long counter) -> count(utf8("counter-" + counter));
            case Operation.PutAll(List<Long> keys, Bytes value) -> putAll(keys, value);
        }
    }

    private void put(long key, Bytes value) {
        execute(PUT, QUORUM, key(key), value.array());
    }

    private void get(long key, Freshness freshness) {
        execute(
                GET,
                switch (freshness) {
                    case STRONG -> QUORUM;
                    case EVENTUAL -> ONE;
                },
                key(key));
    }

    /// Reads, then writes where nobody else has.
    private void count(byte[] counter) {
        boolean counted = false;
        while (!counted) {
            List<byte[]> now = CqlMessages.firstRow(execute(COUNT_NOW, SERIAL, counter));
            byte[] answer =
                    now.isEmpty()
                            ? execute(COUNT_FIRST, QUORUM, counter)
                            : execute(
                                    COUNT,
                                    QUORUM,
                                    bigint(ByteBuffer.wrap(now.getFirst()).getLong() + 1),
                                    counter,
                                    now.getFirst());
            counted = CqlMessages.firstRow(answer).getFirst()[0] == 1;
        }
    }

    private byte[] execute(String statement, int consistency, byte[]... values) {
        CqlConnection node = any();
        byte[] id = id(statement);
        return node.call(
                CqlConnection.EXECUTE,
                out -> {
                    out.writeShort(id.length);
                    out.write(id);
                    out.writeShort(consistency);
                    out.writeByte(FLAG_VALUES | FLAG_SERIAL);
                    out.writeShort(values.length);
                    for (byte[] value : values) {
                        CqlConnection.writeValue(out, value);
                    }
                    out.writeShort(SERIAL);
                });
    }

    private void putAll(List<Long> keys, Bytes value) {
        byte[] id = id(PUT);
        any().call(
                        CqlConnection.BATCH,
                        out -> {
                            out.writeByte(0);
                            out.writeShort(keys.size());
                            for (long key : keys) {
                                out.writeByte(1);
                                out.writeShort(id.length);
                                out.write(id);
                                out.writeShort(2);
                                CqlConnection.writeValue(out, key(key));
                                CqlConnection.writeValue(out, value.array());
                            }
                            out.writeShort(QUORUM);
                            out.writeByte(0);
                        });
    }

    private byte[] id(String statement) {
        return prepared.computeIfAbsent(statement, this::prepareEverywhere);
    }

    private byte[] prepareEverywhere(String statement) {
        byte[] id = new byte[0];
        for (CqlConnection node : nodes) {
            id =
                    CqlMessages.preparedId(
                            node.call(
                                    CqlConnection.PREPARE,
                                    out -> CqlConnection.writeLongText(out, statement)));
        }
        return id;
    }

    private CqlConnection any() {
        return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    }

    @Override
    public void close() {
        nodes.forEach(CqlConnection::close);
    }

    private static byte[] key(long key) {
        return utf8(Keys.text(key));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bigint(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
