package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is wrong with the secondary indexes of a new table by themselves: a request that the
/// service would refuse is refused in its words, though no index can be made yet.
final class IndexDefinitions {
    private static final int LOCAL_INDEXES_MAX = 5;
    private static final int GLOBAL_INDEXES_MAX = 20;

    private final Structure request;
    private final List<String> defined;
    private final Set<String> names = new HashSet<>();

    private IndexDefinitions(Structure request) {
        this.request = request;
        this.defined = KeySchemaCheck.names(request.structures("AttributeDefinitions"));
    }

    static void check(Structure request) {
        IndexDefinitions definitions = new IndexDefinitions(request);
        if (request.has("LocalSecondaryIndexes")) {
            definitions.checkLocal(request.structures("LocalSecondaryIndexes"));
        }
        if (request.has("GlobalSecondaryIndexes")) {
            definitions.checkGlobal(request.structures("GlobalSecondaryIndexes"));
        }
    }

    private void checkLocal(List<Structure> indexes) {
        List<Structure> table = request.structures("KeySchema");
        if (indexes.isEmpty()) {
            throw invalid("List of LocalSecondaryIndexes is empty");
        }
        if (table.size() != 2) {
            throw invalid(
                    "Table KeySchema does not have a range key, which is required when specifying a"
                            + " LocalSecondaryIndex");
        }
        for (Structure index : indexes) {
            checkLocalKeys(index, table.getFirst().text("AttributeName", ""));
            checkProjection(index);
            checkName(index);
        }
        if (indexes.size() > LOCAL_INDEXES_MAX) {
            throw invalid(
                    "Number of LocalSecondaryIndexes exceeds per-table limit of "
                            + LOCAL_INDEXES_MAX);
        }
    }

    private void checkLocalKeys(Structure index, String tableHash) {
        List<Structure> keys = index.structures("KeySchema");
        KeySchemaCheck.check(keys, defined);
        String name = index.text("IndexName", "");
        if (keys.size() != 2) {
            throw invalid("Index KeySchema does not have a range key for index: " + name);
        }
        String hash = keys.getFirst().text("AttributeName", "");
        if (!hash.equals(tableHash)) {
            throw invalid(
                    "Index KeySchema does not have the same leading hash key as table KeySchema for"
                            + " index: "
                            + name
                            + ". index hash key: "
                            + hash
                            + ", table hash key: "
                            + tableHash);
        }
    }

    private void checkGlobal(List<Structure> indexes) {
        if (indexes.isEmpty()) {
            throw invalid("List of GlobalSecondaryIndexes is empty");
        }
        boolean onDemand = request.text("BillingMode", "").equals("PAY_PER_REQUEST");
        for (Structure index : indexes) {
            KeySchemaCheck.check(index.structures("KeySchema"), defined);
            checkProjection(index);
            if (onDemand && index.has("ProvisionedThroughput")) {
                throw invalid(
                        "ProvisionedThroughput should not be specified for index: "
                                + index.text("IndexName", "")
                                + " when BillingMode is PAY_PER_REQUEST");
            }
            checkName(index);
        }
        if (indexes.size() > GLOBAL_INDEXES_MAX) {
            throw invalid(
                    "GlobalSecondaryIndex count exceeds the per-table limit of "
                            + GLOBAL_INDEXES_MAX);
        }
    }

    private static void checkProjection(Structure index) {
        Structure projection = Objects.requireNonNull(index.structure("Projection"));
        @Nullable String type = projection.text("ProjectionType");
        if (type == null) {
            throw invalid("Unknown ProjectionType: null");
        }
        if (projection.has("NonKeyAttributes") && !type.equals("INCLUDE")) {
            throw invalid("ProjectionType is " + type + ", but NonKeyAttributes is specified");
        }
    }

    private void checkName(Structure index) {
        String name = index.text("IndexName", "");
        if (!names.add(name)) {
            throw invalid("Duplicate index name: " + name);
        }
    }

    private static DynamoDbException invalid(String message) {
        return DynamoDbException.validation(
                "One or more parameter values were invalid: " + message);
    }
}
