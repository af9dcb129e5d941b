package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.reference.Answer;
import io.kvasir.testkit.reference.Operation;
import io.kvasir.testkit.reference.OperationGenerator;
import io.kvasir.testkit.reference.ReferenceStore;
import io.kvasir.testkit.reference.Update;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A second opinion on the reference: dynalite, which was written from what the service answers,
/// gives the same answers to the same sequences wherever it has the feature and agrees with the
/// service as it is documented.
class DynaliteComparisonTest {
    private static final int RUNS = 4;
    private static final int OPERATIONS = 400;
    private static final Pattern LISTENING = Pattern.compile("http://localhost:(\\d+)");

    /// Where dynalite departs from the service as it is documented, which is right: what it cannot
    /// do is left out.
    private enum Difference {
        /// It has no transactions.
        TRANSACTIONS,
        /// An element that is set to what it stands in becomes a ring, and dynalite ends: the
        /// service computes all values from the item as it was.
        ELEMENT_OF_ITSELF;

        static Optional<Difference> of(Operation operation) {
            return switch (operation) {
                case Operation.TransactGet _, Operation.TransactWrite _ ->
                        Optional.of(TRANSACTIONS);
                case Operation.Modify modify
                        when modify.update().actions().stream().anyMatch(Difference::isOfItself) ->
                        Optional.of(ELEMENT_OF_ITSELF);
                case Operation.Get _,
                        Operation.Write _,
                        Operation.Query _,
                        Operation.Scan _,
                        Operation.BatchGet _,
                        Operation.BatchWrite _ ->
                        Optional.empty();
            };
        }

        private static boolean isOfItself(Update.Action action) {
            return action instanceof Update.Action.Set(var path, var source)
                    && !path.steps().isEmpty()
                    && switch (source) {
                        case Update.Source.Copy(var from) -> from.root().equals(path.root());
                        case Update.Source.IfNotExists(var from, _) ->
                                from.root().equals(path.root());
                        case Update.Source.Literal _,
                                Update.Source.Plus _,
                                Update.Source.Minus _,
                                Update.Source.Append _ ->
                                false;
                    };
        }
    }

    @Test
    void dynaliteGivesTheReferencesAnswers() throws Exception {
        Node.require();
        Path output = Files.createTempFile("kvasir-dynalite-", ".log");
        // It takes no port from the system itself.
        String port = Integer.toString(new LoopbackPorts(new SecureRandom()).next());
        Process dynalite =
                Node.start(
                        List.of(
                                "node",
                                "node_modules/dynalite/cli.js",
                                "--port",
                                port,
                                "--createTableMs",
                                "0",
                                "--deleteTableMs",
                                "0"),
                        Map.of(),
                        output.toFile());
        try (DynamoDbClient client = Cluster.connect(address(dynalite, output))) {
            SdkStore store = new SdkStore(client);
            Seeds.each(RUNS, seed -> compare(store, seed));
        } finally {
            dynalite.destroy();
            dynalite.waitFor();
            Files.delete(output);
        }
    }

    private static URI address(Process dynalite, Path output) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> listening(dynalite, output), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<URI> listening(Process dynalite, Path output) throws Exception {
        String text = Files.readString(output);
        assertThat(dynalite.isAlive()).as(text).isTrue();
        Matcher found = LISTENING.matcher(text);
        return found.find()
                ? Optional.of(URI.create("http://127.0.0.1:" + found.group(1)))
                : Optional.empty();
    }

    private static void compare(SdkStore store, Seed seed) {
        SequencedMap<String, KeySchema> tables = ReferenceComparisonTest.tables("-" + seed);
        ReferenceStore reference = new ReferenceStore();
        tables.forEach((name, schema) -> {
            reference.createTable(name, schema);
            store.createTable(name, schema);
        });
        OperationGenerator operations = new OperationGenerator(seed.random("operations"), tables);
        for (int i = 0; i < OPERATIONS; i++) {
            Operation operation = operations.next();
            if (Difference.of(operation).isPresent()) {
                continue;
            }
            Answer expected = kindOf(Answers.ordered(reference.perform(operation)));
            assertThat(kindOf(Answers.ordered(store.perform(operation))))
                    .as("operation %d: %s", i, operation)
                    .isEqualTo(expected);
        }
    }

    /// Two more differences, which need not be left out. Dynalite words some faults as the service
    /// did years ago. And it does not know ReturnValuesOnConditionCheckFailure, which the service
    /// has had since 2023.
    private static Answer kindOf(Answer answer) {
        return answer instanceof Answer.Refused(ErrorCode code, String _, Optional<Item> _)
                ? new Answer.Refused(code, "", Optional.empty())
                : answer;
    }
}
