package io.kvasir.router.dynamodb.operation;

import static io.kvasir.router.dynamodb.shape.Shape.flag;
import static io.kvasir.router.dynamodb.shape.Shape.listOf;
import static io.kvasir.router.dynamodb.shape.Shape.structure;
import static io.kvasir.router.dynamodb.shape.Shape.text;

import io.kvasir.model.table.Capacity;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableClass;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class UpdateTableOperation implements Operation {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final String INDEX_UPDATES = "GlobalSecondaryIndexUpdates";
    private static final Shape.Structure INPUT =
            structure("UpdateTableInput")
                    .require("TableName", Shapes.TABLE)
                    .with("ProvisionedThroughput", Shapes.PROVISIONED_THROUGHPUT)
                    .with("BillingMode", Shapes.BILLING_MODE)
                    .with(
                            INDEX_UPDATES,
                            listOf(
                                    structure("GlobalSecondaryIndexUpdate")
                                            .with(
                                                    "Create",
                                                    structure("CreateGlobalSecondaryIndexAction"))))
                    .with("AttributeDefinitions", Shapes.ATTRIBUTE_DEFINITIONS)
                    .with("StreamSpecification", Shapes.STREAM_SPECIFICATION)
                    .with("SSESpecification", Shapes.SSE_SPECIFICATION)
                    .with("ReplicaUpdates", listOf(structure("ReplicationGroupUpdate"), 1, -1))
                    .with("TableClass", Shapes.TABLE_CLASS)
                    .with("DeletionProtectionEnabled", flag())
                    .with("MultiRegionConsistency", text())
                    .with(
                            "GlobalTableWitnessUpdates",
                            listOf(structure("GlobalTableWitnessGroupUpdate"), 1, 1))
                    .with("OnDemandThroughput", Shapes.ON_DEMAND_THROUGHPUT)
                    .with("WarmThroughput", structure("WarmThroughput"))
                    .with("GlobalTableSettingsReplicationMode", text())
                    .with("VectorIndexUpdates", listOf(structure("VectorIndexUpdate")));

    private static final List<String> CHANGES =
            List.of(
                    "ProvisionedThroughput",
                    "BillingMode",
                    "StreamSpecification",
                    "SSESpecification",
                    "TableClass",
                    "DeletionProtectionEnabled",
                    "OnDemandThroughput");

    /// What a table cannot have yet.
    private static final List<String> NOT_YET =
            List.of(
                    "ReplicaUpdates",
                    "MultiRegionConsistency",
                    "GlobalTableWitnessUpdates",
                    "WarmThroughput",
                    "GlobalTableSettingsReplicationMode",
                    "VectorIndexUpdates");

    private final Core core;
    private final TableArn arn;

    UpdateTableOperation(Core core, TableArn arn) {
        this.core = core;
        this.arn = arn;
    }

    @Override
    public String name() {
        return "UpdateTable";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        TableNameCheck.requireLength(request);
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        requireSupported(request);
        checkThroughput(request);
        TableName name = Core.name(request.text("TableName", ""));
        Table table = core.described(name);
        if (table.state() != Table.State.ACTIVE) {
            throw DynamoDbException.of(
                    DynamoDbErrorType.RESOURCE_IN_USE,
                    "Attempt to change a resource which is still in use: Table is being "
                            + (table.state() == Table.State.DELETING ? "deleted: " : "updated: ")
                            + name);
        }
        if (!request.structures(INDEX_UPDATES).isEmpty()) {
            // No table has an index that could be changed or deleted.
            throw DynamoDbException.of(
                    DynamoDbErrorType.RESOURCE_NOT_FOUND, "Requested resource not found");
        }
        TableChange change = change(request, capacity(request, table.settings().capacity()));
        Table changed = core.awaitTable(name, by -> core.tables().update(name, change, by));
        // It is done already; the service always shows it under way.
        Table shown = changed.in(Table.State.UPDATING);
        return JsonReply.object(
                reply -> new TableDescription(shown, arn).write(reply, "TableDescription"));
    }

    private static void requireSupported(Structure request) {
        for (String parameter : NOT_YET) {
            boolean emptyList = request.get(parameter) instanceof List<?> list && list.isEmpty();
            if (request.has(parameter) && !emptyList) {
                throw DynamoDbException.validation(INVALID + parameter + " is not yet supported");
            }
        }
        List<Structure> indexes = request.structures(INDEX_UPDATES);
        if (indexes.stream().anyMatch(index -> index.has("Create"))) {
            throw DynamoDbException.validation(INVALID + INDEX_UPDATES + " is not yet supported");
        }
        if (indexes.isEmpty() && CHANGES.stream().noneMatch(request::has)) {
            throw DynamoDbException.validation(
                    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                            + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is"
                            + " required");
        }
        NotYet.checkStream(request);
        NotYet.checkEncryption(request);
    }

    private static void checkThroughput(Structure request) {
        @Nullable Structure throughput = request.structure("ProvisionedThroughput");
        if (request.text("BillingMode", "").equals("PROVISIONED") && throughput == null) {
            throw DynamoDbException.validation(
                    INVALID
                            + "ProvisionedThroughput must be specified when BillingMode is"
                            + " PROVISIONED");
        }
        if (throughput != null) {
            Throughputs.checkBounds(throughput);
        }
    }

    /// The capacity that the request asks for; empty where it leaves it as it is.
    private static Optional<Capacity> capacity(Structure request, Capacity present) {
        boolean wasOnDemand = present instanceof Capacity.OnDemand;
        boolean onDemand =
                request.has("BillingMode")
                        ? request.text("BillingMode", "").equals("PAY_PER_REQUEST")
                        : wasOnDemand;
        boolean provisions = request.has("ProvisionedThroughput");
        if (onDemand && provisions) {
            throw DynamoDbException.validation(
                    INVALID
                            + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
                            + " when BillingMode is PAY_PER_REQUEST");
        }
        Throughputs.checkOnDemandUpdate(request, onDemand);
        if (!provisions && !request.has("OnDemandThroughput") && onDemand == wasOnDemand) {
            return Optional.empty();
        }
        Capacity wanted = Throughputs.capacity(request);
        if (wanted instanceof Capacity.Provisioned same && same.equals(present)) {
            throw willNotChange(same);
        }
        return Optional.of(wanted);
    }

    private static DynamoDbException willNotChange(Capacity.Provisioned same) {
        return DynamoDbException.validation(
                "The provisioned throughput for the table will not change. The requested value"
                        + " equals the current value. Current ReadCapacityUnits provisioned for the"
                        + " table: "
                        + same.readUnits()
                        + ". Requested ReadCapacityUnits: "
                        + same.readUnits()
                        + ". Current WriteCapacityUnits provisioned for the table: "
                        + same.writeUnits()
                        + ". Requested WriteCapacityUnits: "
                        + same.writeUnits()
                        + ". Refer to the Amazon DynamoDB Developer Guide for current limits and"
                        + " how to request higher limits.");
    }

    private static TableChange change(Structure request, Optional<Capacity> capacity) {
        return new TableChange(
                capacity,
                request.optionalFlag("DeletionProtectionEnabled"),
                Optional.ofNullable(request.text("TableClass")).map(TableClass::valueOf),
                Optional.empty(),
                new LinkedHashMap<>(),
                List.of());
    }
}
