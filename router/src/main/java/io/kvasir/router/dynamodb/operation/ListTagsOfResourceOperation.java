package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

final class ListTagsOfResourceOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("ListTagsOfResourceInput")
                    .require("ResourceArn", Shapes.RESOURCE_ARN)
                    .with("NextToken", Shape.text());

    private final Core core;
    private final TableArn here;

    ListTagsOfResourceOperation(Core core, TableArn here) {
        this.core = core;
        this.here = here;
    }

    @Override
    public String name() {
        return "ListTagsOfResource";
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
        String arn = request.text("ResourceArn", "");
        Table table = described(ResourceArn.requireTable(arn), arn);
        return JsonReply.object(reply -> {
            reply.startList("Tags");
            for (var tag : table.settings().tags().sequencedEntrySet()) {
                reply.startObject();
                reply.text("Key", tag.getKey());
                reply.text("Value", tag.getValue());
                reply.endObject();
            }
            reply.endList();
        });
    }

    private Table described(TableName name, String arn) {
        try {
            return core.described(name);
        } catch (DynamoDbException e) {
            throw ResourceArn.inWords(e, ResourceArn.notFound(arn));
        }
    }
}
