package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.reference.Answer;
import io.kvasir.testkit.reference.Operation;
import io.kvasir.testkit.reference.OperationGenerator;
import io.kvasir.testkit.reference.ReferenceStore;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Random sequences of requests, deliberate faults among them, sent through the SDK to the cluster
/// and given to the obvious reference: every answer is the same.
@ExtendWith(Cluster.class)
class ReferenceComparisonTest {
    private static final int RUNS = 4;
    private static final int OPERATIONS = 400;

    private final SdkStore store;

    ReferenceComparisonTest(DynamoDbClient client) {
        store = new SdkStore(client);
    }

    @Test
    void everyAnswerIsTheReferences() {
        Seeds.each(RUNS, this::compare);
    }

    private void compare(Seed seed) {
        SequencedMap<String, KeySchema> tables = tables("-" + seed);
        ReferenceStore reference = new ReferenceStore();
        tables.forEach((name, schema) -> {
            reference.createTable(name, schema);
            store.createTable(name, schema);
        });
        OperationGenerator operations = new OperationGenerator(seed.random("operations"), tables);
        for (int i = 0; i < OPERATIONS; i++) {
            Operation operation = operations.next();
            Answer expected = Answers.ordered(reference.perform(operation));
            assertThat(Answers.comparable(store.perform(operation), expected))
                    .as("operation %d: %s", i, operation)
                    .isEqualTo(expected);
        }
    }

    static SequencedMap<String, KeySchema> tables(String suffix) {
        SequencedMap<String, KeySchema> tables = new LinkedHashMap<>();
        tables.put("plain" + suffix, KeySchema.of("id", KeyType.S));
        tables.put("sorted" + suffix, KeySchema.of("id", KeyType.S, "at", KeyType.N));
        tables.put("binary" + suffix, KeySchema.of("id", KeyType.B, "at", KeyType.B));
        return tables;
    }
}
