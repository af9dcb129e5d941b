package io.kvasir.bench.store;

import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// PostgreSQL by JDBC, with a connection for each call under way and prepared statements. Strong
/// reads go to the primary, eventual ones to primary and standby in turn.
public final class PostgresStore implements Store {
    private static final String PUT =
            "INSERT INTO items VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v";
    private static final String GET = "SELECT v FROM items WHERE k = ?";
    private static final String PUT_IN =
            "INSERT INTO collections VALUES (?, ?, ?)"
                    + " ON CONFLICT (k, p) DO UPDATE SET v = EXCLUDED.v";
    private static final String ITEMS_FROM =
            "SELECT v FROM collections WHERE k = ? AND p >= ? ORDER BY p LIMIT ?";
    private static final String NEWEST =
            "SELECT v FROM collections WHERE k = ? ORDER BY p DESC LIMIT ?";
    private static final String COUNT =
            "INSERT INTO counters AS c VALUES (?, 1) ON CONFLICT (k) DO UPDATE SET n = c.n + 1"
                    + " WHERE c.n < 9223372036854775807";

    /// A connection with its statements.
    private record Session(Connection connection, Map<String, PreparedStatement> statements) {
        PreparedStatement prepared(String sql) throws SQLException {
            PreparedStatement known = statements.get(sql);
            if (known == null) {
                known = connection.prepareStatement(sql);
                statements.put(sql, known);
            }
            return known;
        }
    }

    /// Does something with a connection that nobody else uses meanwhile.
    @FunctionalInterface
    private interface Work {
        void on(Session session) throws SQLException;
    }

    /// One server's connections.
    private static final class Pool {
        private final String url;
        private final ConcurrentLinkedQueue<Session> idle = new ConcurrentLinkedQueue<>();

        Pool(String url) {
            this.url = url;
        }

        void run(Work work) throws SQLException {
            Session session = idle.poll();
            if (session == null) {
                session = new Session(DriverManager.getConnection(url), new HashMap<>());
            }
            try {
                work.on(session);
                idle.add(session);
            } catch (SQLException e) {
                session.connection().close();
                throw e;
            }
        }

        void close() {
            for (Session session = idle.poll(); session != null; session = idle.poll()) {
                try {
                    session.connection().close();
                } catch (SQLException e) {
                    // The server drops it.
                }
            }
        }
    }

    private final Pool primary;
    private final Pool standby;

    private PostgresStore(Pool primary, Pool standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /// @param primary a JDBC URL, as the other
    public static PostgresStore connect(String primary, String standby) {
        return new PostgresStore(new Pool(primary), new Pool(standby));
    }

    @Override
    public String whyNot(Workload workload) {
        return "";
    }

    @Override
    public void prepare() throws SQLException {
        primary.run(session -> {
            try (Statement statement = session.connection().createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS items (k text PRIMARY KEY, v bytea);"
                                + "CREATE TABLE IF NOT EXISTS collections"
                                + " (k text, p bigint, v bytea, PRIMARY KEY (k, p));"
                                + "CREATE TABLE IF NOT EXISTS counters"
                                + " (k text PRIMARY KEY, n bigint)");
            }
        });
    }

    @Override
    public void perform(Operation operation) throws SQLException {
        switch (operation) {
            case Operation.Put(long key, Bytes value) ->
                    primary.run(session -> put(session, key, value));
            case Operation.Get(long key, Freshness freshness) -> get(key, freshness);
            case Operation.ReadThenPut(long key, Bytes value, Freshness freshness) -> {
                get(key, freshness);
                primary.run(session -> put(session, key, value));
            }
            case Operation.PutIn(long collection, long place, Bytes value) ->
                    primary.run(session -> putIn(session, collection, place, value));
            case Operation.ItemsFrom(long collection, long place, int count) ->
                    reader().run(session -> itemsFrom(session, collection, place, count));
            case Operation.Newest(long collection, int count) ->
                    reader().run(session -> newest(session, collection, count));
            case Operation.Count(long counter) ->
                    primary.run(session -> {
                        PreparedStatement statement = session.prepared(COUNT);
                        statement.setString(1, "counter-" + counter);
                        statement.executeUpdate();
                    });
            case Operation.PutAll(List<Long> keys, Bytes value) ->
                    primary.run(session -> putAll(session, keys, value));
        }
    }

    private void get(long key, Freshness freshness) throws SQLException {
        Pool pool =
                switch (freshness) {
                    case STRONG -> primary;
                    case EVENTUAL -> reader();
                };
        pool.run(session -> {
            PreparedStatement statement = session.prepared(GET);
            statement.setString(1, Keys.text(key));
            readAll(statement);
        });
    }

    /// Threads tell the servers apart: each caller keeps to one.
    private Pool reader() {
        return Thread.currentThread().threadId() % 2 == 0 ? primary : standby;
    }

    private static void put(Session session, long key, Bytes value) throws SQLException {
        PreparedStatement statement = session.prepared(PUT);
        statement.setString(1, Keys.text(key));
        statement.setBytes(2, value.array());
        statement.executeUpdate();
    }

    private static void putIn(Session session, long collection, long place, Bytes value)
            throws SQLException {
        PreparedStatement statement = session.prepared(PUT_IN);
        statement.setString(1, Keys.text(collection));
        statement.setLong(2, place);
        statement.setBytes(3, value.array());
        statement.executeUpdate();
    }

    private static void itemsFrom(Session session, long collection, long place, int count)
            throws SQLException {
        PreparedStatement statement = session.prepared(ITEMS_FROM);
        statement.setString(1, Keys.text(collection));
        statement.setLong(2, place);
        statement.setInt(3, count);
        readAll(statement);
    }

    private static void newest(Session session, long collection, int count) throws SQLException {
        PreparedStatement statement = session.prepared(NEWEST);
        statement.setString(1, Keys.text(collection));
        statement.setInt(2, count);
        readAll(statement);
    }

    /// In the order of their keys, so that two never wait for each other.
    private static void putAll(Session session, List<Long> keys, Bytes value) throws SQLException {
        List<Long> ordered = new ArrayList<>(keys);
        ordered.sort(Long::compare);
        session.connection().setAutoCommit(false);
        for (long key : ordered) {
            put(session, key, value);
        }
        session.connection().commit();
        session.connection().setAutoCommit(true);
    }

    private static void readAll(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                rows.getBytes(1);
            }
        }
    }

    @Override
    public void close() {
        primary.close();
        standby.close();
    }
}
