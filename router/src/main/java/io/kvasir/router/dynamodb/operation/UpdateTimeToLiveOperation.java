package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import java.util.Objects;
import java.util.Optional;

/// Keeps which attribute says when an item expires.
final class UpdateTimeToLiveOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("UpdateTimeToLiveInput")
                    .require("TableName", Shapes.TABLE)
                    .require(
                            "TimeToLiveSpecification",
                            Shape.structure("TimeToLiveSpecification")
                                    .require(
                                            "AttributeName",
                                            Shape.text()
                                                    .lengths(
                                                            1, Limits.KEY_ATTRIBUTE_NAME_BYTES_MAX))
                                    .require("Enabled", Shape.flag()));

    private final Core core;

    UpdateTimeToLiveOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "UpdateTimeToLive";
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
        TableName name = Core.name(request.text("TableName", ""));
        Structure wanted = Objects.requireNonNull(request.structure("TimeToLiveSpecification"));
        String attribute = wanted.text("AttributeName", "");
        boolean enabled = wanted.flag("Enabled");
        Table table = core.described(name);
        requireChange(table.settings().timeToLiveAttribute(), attribute, enabled);
        TableChange change = TableChange.ofTimeToLive(enabled ? attribute : "");
        core.awaitTable(name, by -> core.tables().update(name, change, by));
        return JsonReply.object(reply -> {
            reply.startObject("TimeToLiveSpecification");
            reply.text("AttributeName", attribute);
            reply.flag("Enabled", enabled);
            reply.endObject();
        });
    }

    private static void requireChange(Optional<String> present, String attribute, boolean enabled) {
        if (present.isPresent() && !present.get().equals(attribute)) {
            throw DynamoDbException.validation(
                    "TimeToLive is active on a different AttributeName: current AttributeName is "
                            + present.get());
        }
        if (present.isPresent() == enabled) {
            throw DynamoDbException.validation(
                    "TimeToLive is already " + (enabled ? "enabled" : "disabled"));
        }
    }
}
