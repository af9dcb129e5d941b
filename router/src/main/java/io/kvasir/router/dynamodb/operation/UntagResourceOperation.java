package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import java.util.LinkedHashMap;
import java.util.List;

final class UntagResourceOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("UntagResourceInput")
                    .require("ResourceArn", Shapes.RESOURCE_ARN)
                    .require("TagKeys", Shape.listOf(Shapes.TAG_KEY));

    private final Core core;
    private final TableArn here;

    UntagResourceOperation(Core core, TableArn here) {
        this.core = core;
        this.here = here;
    }

    @Override
    public String name() {
        return "UntagResource";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        String arn = ResourceArn.requireArn(request, name(), here);
        ConstraintCheck.check(request);
        ResourceArn.requireTable(arn);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        TableName table = ResourceArn.requireTable(request.text("ResourceArn", ""));
        List<String> keys = request.texts("TagKeys");
        if (keys.isEmpty()) {
            throw DynamoDbException.validation(
                    "Atleast one Tag Key needs to be provided as Input.");
        }
        TableChange change = TableChange.ofTags(new LinkedHashMap<>(), keys);
        try {
            core.awaitTable(table, by -> core.tables().update(table, change, by));
        } catch (DynamoDbException e) {
            throw ResourceArn.inWords(e, "Requested resource not found");
        }
        return JsonReply.object(reply -> {});
    }
}
