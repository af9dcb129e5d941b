package io.kvasir.router.dynamodb.operation;

import static io.kvasir.router.dynamodb.shape.Shape.flag;
import static io.kvasir.router.dynamodb.shape.Shape.listOf;
import static io.kvasir.router.dynamodb.shape.Shape.structure;
import static io.kvasir.router.dynamodb.shape.Shape.text;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableClass;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import java.util.List;
import java.util.Optional;

final class CreateTableOperation implements Operation {
    private static final Shape.Structure INPUT =
            structure("CreateTableInput")
                    .require("AttributeDefinitions", Shapes.ATTRIBUTE_DEFINITIONS)
                    .require("TableName", Shapes.NEW_TABLE)
                    .with("BillingMode", Shapes.BILLING_MODE)
                    .with("ProvisionedThroughput", Shapes.PROVISIONED_THROUGHPUT)
                    .require("KeySchema", Shapes.KEY_SCHEMA)
                    .with("GlobalSecondaryIndexes", Shapes.GLOBAL_INDEXES)
                    .with("LocalSecondaryIndexes", Shapes.LOCAL_INDEXES)
                    .with("StreamSpecification", Shapes.STREAM_SPECIFICATION)
                    .with("SSESpecification", Shapes.SSE_SPECIFICATION)
                    .with("Tags", Shapes.TAGS)
                    .with("TableClass", Shapes.TABLE_CLASS)
                    .with("DeletionProtectionEnabled", flag())
                    .with("WarmThroughput", structure("WarmThroughput"))
                    .with("ResourcePolicy", text())
                    .with("OnDemandThroughput", Shapes.ON_DEMAND_THROUGHPUT)
                    .with("GlobalTableSourceArn", text())
                    .with("GlobalTableSettingsReplicationMode", text())
                    .with("VectorIndexes", listOf(structure("VectorIndex")));

    /// What a table cannot have yet.
    private static final List<String> NOT_YET =
            List.of(
                    "LocalSecondaryIndexes",
                    "GlobalSecondaryIndexes",
                    "VectorIndexes",
                    "ResourcePolicy",
                    "WarmThroughput",
                    "GlobalTableSourceArn",
                    "GlobalTableSettingsReplicationMode");

    private final Core core;
    private final TableArn arn;

    CreateTableOperation(Core core, TableArn arn) {
        this.core = core;
        this.arn = arn;
    }

    @Override
    public String name() {
        return "CreateTable";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        TableNameCheck.requirePresent(request);
        ConstraintCheck.checkAlone(request, "TableName");
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        Throughputs.check(request);
        KeySchema schema = keySchema(request);
        IndexDefinitions.check(request);
        requireSupported(request);
        TableName name = new TableName(request.text("TableName", ""));
        TableSettings settings = settings(request);
        Table made = core.awaitTable(name, by -> core.tables().create(name, schema, settings, by));
        // It serves already; the service always shows it being made.
        Table shown = made.in(Table.State.CREATING);
        return JsonReply.object(
                reply -> new TableDescription(shown, arn).write(reply, "TableDescription"));
    }

    private static TableSettings settings(Structure request) {
        try {
            return TableSettings.DEFAULT
                    .withCapacity(Throughputs.capacity(request))
                    .withDeletionProtection(request.flag("DeletionProtectionEnabled"))
                    .withTableClass(TableClass.valueOf(request.text("TableClass", "STANDARD")))
                    .withTags(TagResourceOperation.tags(request));
        } catch (InvalidArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static KeySchema keySchema(Structure request) {
        List<Structure> definitions = request.structures("AttributeDefinitions");
        List<Structure> elements = request.structures("KeySchema");
        List<String> defined = KeySchemaCheck.names(definitions);
        List<String> keys = KeySchemaCheck.names(elements);
        if (keys.size() > defined.size()) {
            throw DynamoDbException.validation(
                    "Invalid KeySchema: Some index key attribute have no definition");
        }
        KeySchemaCheck.check(elements, defined);
        boolean indexed =
                request.has("LocalSecondaryIndexes") || request.has("GlobalSecondaryIndexes");
        if (!indexed && keys.size() != defined.size()) {
            throw invalid(
                    "Number of attributes in KeySchema does not exactly match number of attributes"
                            + " defined in AttributeDefinitions");
        }
        return schema(definitions, keys);
    }

    private static KeySchema schema(List<Structure> definitions, List<String> keys) {
        try {
            Optional<KeyAttribute> sort =
                    keys.size() == 2
                            ? Optional.of(attribute(definitions, keys.getLast()))
                            : Optional.empty();
            return new KeySchema(attribute(definitions, keys.getFirst()), sort);
        } catch (InvalidArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static KeyAttribute attribute(List<Structure> definitions, String name) {
        for (Structure definition : definitions) {
            if (definition.text("AttributeName", "").equals(name)) {
                return new KeyAttribute(
                        name, KeyType.valueOf(definition.text("AttributeType", "")));
            }
        }
        throw new IllegalStateException("checked above: " + name);
    }

    private static void requireSupported(Structure request) {
        for (String parameter : NOT_YET) {
            if (request.has(parameter)) {
                throw invalid(parameter + " is not yet supported");
            }
        }
        NotYet.checkStream(request);
        NotYet.checkEncryption(request);
    }

    private static DynamoDbException invalid(String message) {
        return DynamoDbException.validation(
                "One or more parameter values were invalid: " + message);
    }
}
