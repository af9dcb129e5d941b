package io.kvasir.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.cli.Kvasir;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.BatchWrite;
import io.kvasir.client.ExecuteStatement;
import io.kvasir.client.Expression;
import io.kvasir.client.GetItem;
import io.kvasir.client.InvalidRequestException;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.client.Statement;
import io.kvasir.client.StatementPage;
import io.kvasir.client.StatementResult;
import io.kvasir.client.TransactGet;
import io.kvasir.client.TransactWrite;
import io.kvasir.client.TransactionCanceledException;
import io.kvasir.client.UpdateItem;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Transactions and statements over partitions of several nodes, through a router, from a client
/// that routes for itself, and from the command.
class TransactionsTest {
    private static final String TABLE = "Trial";

    /// What the last command said on standard error.
    private static final AtomicReference<String> LAST_ERRORS = new AtomicReference<>("");

    @TempDir static Path folder;
    private static RunningCluster running;
    private static String endpoint;

    @BeforeAll
    static void start() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        LocalCluster cluster =
                LocalCluster.create(
                        data,
                        new LocalLayout(1, 3, 1, 3, 0, 0, 0),
                        new LoopbackPorts(new SplittableRandom()));
        running = RunningCluster.start(cluster, FolderLock.take(data));
        cluster.servers().forEach(server -> server.awaitServing(Duration.ofSeconds(60)));
        endpoint = cluster.endpoints().getFirst();
        try (KvasirClient client = client(false)) {
            client.createTable(TABLE, KeySchema.of("id", KeyType.S));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    private static KvasirClient client(boolean direct) {
        KvasirClient.Builder builder =
                KvasirClient.builder().endpoints(List.of(endpoint)).timeout(Duration.ofSeconds(30));
        return direct ? builder.direct().build() : builder.build();
    }

    private static Item key(String id) {
        return Item.of("id", AttributeValue.of(id));
    }

    private static PutItem put(String id, long n) {
        return PutItem.into(TABLE, key(id).with("n", AttributeValue.of(n)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allIsWrittenOrNothing(boolean direct) {
        String run = direct ? "direct-" : "routed-";
        try (KvasirClient client = client(direct)) {
            TransactWrite ten = TransactWrite.of();
            List<GetItem> gets = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ten = ten.put(put(run + i, i));
                gets.add(GetItem.from(TABLE, key(run + i)));
            }
            assertThat(client.transactWrite(ten.token(run)).info())
                    .satisfies(info -> {
                        assertThat(info.capacityUnits()).isEqualTo(20);
                        assertThat(info.capacityUnitsByTable())
                                .containsExactly(Map.entry(TABLE, 20.0));
                    });
            client.transactWrite(ten.token(run));
            assertThat(client.transactGet(TransactGet.of(gets)).items())
                    .extracting(item -> item.orElseThrow().get("n"))
                    .containsExactlyElementsOf(
                            java.util.stream.LongStream.range(0, 10)
                                    .mapToObj(AttributeValue::of)
                                    .toList());

            TransactWrite wrong =
                    TransactWrite.of()
                            .update(
                                    UpdateItem.in(TABLE, key(run + "1"))
                                            .add("n", AttributeValue.of(100)))
                            .put(
                                    put(run + "2", 0)
                                            .onlyIfAbsent("id")
                                            .returningItemOnConditionFailure())
                            .check(TABLE, key(run + "none"), Expression.notExists("id"));
            TransactionCanceledException canceled =
                    catchThrowableOfType(
                            TransactionCanceledException.class, () -> client.transactWrite(wrong));
            assertThat(canceled.reasons())
                    .extracting(reason -> reason.code())
                    .containsExactly(
                            Optional.empty(),
                            Optional.of(ErrorCode.CONDITION_FAILED),
                            Optional.empty());
            assertThat(canceled.reasons().get(1).item().orElseThrow().get("n"))
                    .isEqualTo(AttributeValue.of(2));
            assertThat(client.transactGet(TransactGet.of(gets.get(1))).items().getFirst())
                    .hasValueSatisfying(
                            item -> assertThat(item.get("n")).isEqualTo(AttributeValue.of(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statementsReadAndWrite(boolean direct) {
        String run = direct ? "sd" : "sr";
        AttributeValue id = AttributeValue.of(run);
        try (KvasirClient client = client(direct)) {
            Statement insert = Statement.of("INSERT INTO Trial VALUE {'id': ?, 'n': 1}", id);
            client.execute(ExecuteStatement.of(insert));
            assertThatThrownBy(() -> client.execute(ExecuteStatement.of(insert)))
                    .hasMessageContaining("Duplicate primary key");
            StatementPage updated =
                    client.execute(
                            ExecuteStatement.of(
                                    Statement.of(
                                            "UPDATE Trial SET n = n + 1 WHERE id = ?"
                                                    + " RETURNING ALL NEW *",
                                            id)));
            assertThat(updated.items().getFirst().get("n")).isEqualTo(AttributeValue.of(2));
            List<StatementResult> batch =
                    client.executeBatch(
                            List.of(
                                    Statement.of("DELETE FROM Trial WHERE id = ? AND n = 9", id),
                                    Statement.of(
                                            "INSERT INTO Trial VALUE {'id': ?}",
                                            AttributeValue.of(run + "x"))));
            assertThat(batch.get(0).failure().orElseThrow().code())
                    .isEqualTo(ErrorCode.CONDITION_FAILED);
            assertThat(batch.get(1).failure()).isEmpty();
            client.executeTransaction(
                    List.of(
                            Statement.of("UPDATE Trial SET n = 7 WHERE id = ?", id),
                            Statement.of(
                                    "DELETE FROM Trial WHERE id = ?",
                                    AttributeValue.of(run + "x"))));
            assertThat(
                            client.executeTransaction(
                                            List.of(
                                                    Statement.of(
                                                            "SELECT n FROM Trial WHERE id = ?",
                                                            id)))
                                    .items())
                    .containsExactly(Optional.of(Item.of("n", AttributeValue.of(7))));
            assertThatThrownBy(() -> client.execute(ExecuteStatement.of(Statement.of("SELEC"))))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void selectsGoOnFromPageToPage() {
        try (KvasirClient client = client(false)) {
            client.transactWrite(
                    TransactWrite.of()
                            .put(put("p1", 5_001))
                            .put(put("p2", 5_002))
                            .put(put("p3", 5_003)));
            ExecuteStatement select =
                    ExecuteStatement.of(
                                    Statement.of(
                                            "SELECT id FROM Trial WHERE n > ?",
                                            AttributeValue.of(5_000)))
                            .limit(1)
                            .strong();
            List<Item> found = new ArrayList<>();
            StatementPage page = client.execute(select);
            while (true) {
                found.addAll(page.items());
                if (page.next().isEmpty()) {
                    break;
                }
                page = client.execute(select.startingAt(page.next().get()));
            }
            assertThat(found).containsExactlyInAnyOrder(key("p1"), key("p2"), key("p3"));
        }
    }

    @Test
    void theCommandRunsTransactionsAndStatements() throws IOException {
        Path file = folder.resolve("actions.json");
        Files.writeString(
                file,
                """
                [{"put": {"table": "Trial", "item": {"id": "c1", "n": 1}}},
                 {"update": {"table": "Trial", "key": {"id": "c2"}, "set": "#n = :n",
                             "names": {"#n": "n"}, "values": {":n": 2}}}]
                """);
        assertThat(kvasir(0, "item", "transact", file.toString())).isEmpty();
        Files.writeString(
                file,
                """
                [{"check": {"table": "Trial", "key": {"id": "c1"}, "condition": "n = :n",
                            "values": {":n": 5}}},
                 {"delete": {"table": "Trial", "key": {"id": "c2"}}}]
                """);
        assertThat(kvasir(3, "item", "transact", file.toString())).contains("c1");
        Files.writeString(
                file,
                """
                [{"get": {"table": "Trial", "key": {"id": "c2"}, "projection": "n"}},
                 {"get": {"table": "Trial", "key": {"id": "none"}}}]
                """);
        assertThat(kvasir(0, "item", "transact", file.toString(), "--json"))
                .isEqualTo("{\"n\":2}\nnull\n");
        assertThat(
                        kvasir(
                                0,
                                "sql",
                                "SELECT n FROM Trial WHERE id = ?",
                                "--param",
                                "c1",
                                "--strong",
                                "--json"))
                .contains("{\"items\":[{\"n\":1}],\"count\":1");
    }

    @Test
    void theCommandChangesSetsAndShowsWhatAConditionMet() {
        kvasir(0, "item", "put", TABLE, "{\"id\":\"s1\",\"n\":4}");
        kvasir(0, "item", "update", TABLE, "id=s1", "--add", "tags=[\"a\",\"b\",\"c\"]");
        kvasir(0, "item", "update", TABLE, "id=s1", "--delete", "tags={\"SS\":[\"b\"]}");
        String changed =
                kvasir(
                        0,
                        "item",
                        "update",
                        TABLE,
                        "id=s1",
                        "--delete",
                        "tags=[\"c\"]",
                        "--return",
                        "UPDATED_NEW",
                        "--dynamodb-json");
        assertThat(changed).isEqualTo("{\"tags\":{\"SS\":[\"a\"]}}\n");
        assertThat(kvasir(2, "item", "update", TABLE, "id=s1", "--delete", "tags=[\"c\",1]"))
                .isEmpty();

        for (String[] write :
                List.of(
                        new String[] {"item", "put", TABLE, "id=s1"},
                        new String[] {"item", "delete", TABLE, "id=s1"},
                        new String[] {"item", "update", TABLE, "id=s1", "--remove", "n"})) {
            List<String> refused = new ArrayList<>(List.of(write));
            refused.addAll(List.of("--if", "n=5", "--json"));
            assertThat(kvasir(3, refused.toArray(String[]::new))).isEmpty();
            refused.add("--return-on-failure");
            assertThat(kvasir(3, refused.toArray(String[]::new))).contains("\"n\":4");
        }
        String statement = "UPDATE Trial SET n = 1 WHERE id = 's1' AND n = 5";
        assertThat(kvasir(3, "sql", statement, "--return-on-failure", "--json"))
                .contains("\"n\":4");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPutCountsWhatItReplacesWhereThatIsAskedFor(boolean direct) {
        String id = "replaced-" + direct;
        PutItem large =
                PutItem.into(TABLE, key(id).with("v", AttributeValue.of("x".repeat(3_000))));
        PutItem small = put(id, 1);
        try (KvasirClient client = client(direct)) {
            client.put(large);
            assertThat(client.put(small.exactCapacity()).info().capacityUnits()).isEqualTo(3);
            client.put(large);
            assertThat(client.put(small).info().capacityUnits()).as("does not look").isEqualTo(1);
            client.put(large);
            assertThat(client.put(small.onlyIfExists("id")).info().capacityUnits())
                    .as("looks anyway")
                    .isEqualTo(3);
            client.put(large);
            BatchWrite batch = BatchWrite.EMPTY.put(TABLE, small.item());
            assertThat(client.batchWrite(batch.withExactCapacity()).info().capacityUnits())
                    .isEqualTo(3);
            client.put(large);
            assertThat(client.batchWrite(batch).info().capacityUnits()).isEqualTo(1);
            client.put(large);
            assertThat(client.transactWrite(TransactWrite.of().put(small)).info().capacityUnits())
                    .as("twice, and always exact")
                    .isEqualTo(6);
        }
    }

    @Test
    void theCommandRunsBatchesAndSaysWhatTheyConsumed() throws IOException {
        Path file = folder.resolve("batch.json");
        Files.writeString(
                file,
                """
                [{"put": {"table": "Trial", "item": {"id": "b1", "n": 1}}},
                 {"put": {"table": "Trial", "item": {"id": "b2", "m": {"x": 2, "y": 3}}}},
                 {"delete": {"table": "Trial", "key": {"id": "b3"}}}]
                """);
        kvasir(0, "item", "batch", file.toString(), "--capacity");
        assertThat(LAST_ERRORS.get()).contains("consumed 3.0 units: Trial 3.0");
        Files.writeString(
                file,
                """
                [{"get": {"table": "Trial", "key": {"id": "b2"}, "projection": "m.y"}},
                 {"get": {"table": "Trial", "key": {"id": "b3"}}}]
                """);
        assertThat(kvasir(0, "item", "batch", file.toString(), "--strong", "--json", "--capacity"))
                .isEqualTo("{\"m\":{\"y\":3}}\n");
        assertThat(LAST_ERRORS.get()).contains("consumed 2.0 units: Trial 2.0");
        assertThat(kvasir(0, "item", "transact", file.toString(), "--json", "--capacity"))
                .contains("null");
        assertThat(LAST_ERRORS.get()).contains("consumed 4.0 units: Trial 4.0");
        Files.writeString(file, "[{\"check\": {\"table\": \"Trial\", \"key\": {\"id\": \"b1\"}}}]");
        kvasir(2, "item", "batch", file.toString());

        kvasir(0, "item", "get", TABLE, "id=b1", "--capacity", "--strong");
        assertThat(LAST_ERRORS.get()).contains("consumed 1.0 units");
        assertThat(
                        kvasir(
                                0,
                                "item",
                                "get",
                                TABLE,
                                "id=b2",
                                "--projection",
                                "m.x",
                                "--json",
                                "--strong"))
                .isEqualTo("{\"m\":{\"x\":2}}\n");
        kvasir(0, "item", "scan", TABLE, "--capacity", "--strong", "--count");
        assertThat(LAST_ERRORS.get()).contains("consumed ");
    }

    @Test
    void theCommandRunsSeveralStatements() {
        kvasir(
                0,
                "sql",
                "--transaction",
                "INSERT INTO Trial VALUE {'id': ?, 'n': ?}",
                "INSERT INTO Trial VALUE {'id': 'q?2', 'n': ?}",
                "--param",
                "q1",
                "--param",
                "1",
                "--param",
                "2");
        assertThat(
                        kvasir(
                                0,
                                "sql",
                                "--batch",
                                "--json",
                                "SELECT n FROM Trial WHERE id = 'q1'",
                                "SELECT n FROM Trial WHERE id = 'q?2'"))
                .isEqualTo("{\"n\":1}\n{\"n\":2}\n");
        assertThat(
                        kvasir(
                                1,
                                "sql",
                                "--batch",
                                "--json",
                                "UPDATE Trial SET n = 3 WHERE id = 'q1'",
                                "UPDATE Trial SET n = 3 WHERE id = 'none'"))
                .isEqualTo("null\n");
        assertThat(LAST_ERRORS.get()).contains("The conditional request failed");
        kvasir(2, "sql", "SELECT * FROM Trial", "SELECT * FROM Trial");
    }

    private static String kvasir(int status, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", endpoint));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended =
                Kvasir.run(
                        Screen.plain(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)),
                        all.toArray(String[]::new));
        assertThat(ended).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(status);
        LAST_ERRORS.set(err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
