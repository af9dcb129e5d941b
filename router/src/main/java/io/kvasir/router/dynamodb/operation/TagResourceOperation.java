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
import java.util.SequencedMap;

final class TagResourceOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("TagResourceInput")
                    .require("ResourceArn", Shapes.RESOURCE_ARN)
                    .require("Tags", Shapes.TAGS);

    private final Core core;
    private final TableArn here;

    TagResourceOperation(Core core, TableArn here) {
        this.core = core;
        this.here = here;
    }

    @Override
    public String name() {
        return "TagResource";
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
        TableName table = ResourceArn.requireTable(arn);
        SequencedMap<String, String> tags = tags(request);
        if (tags.isEmpty()) {
            throw DynamoDbException.validation("Atleast one Tag needs to be provided as Input.");
        }
        TableChange change = TableChange.ofTags(tags, List.of());
        try {
            core.awaitTable(table, by -> core.tables().update(table, change, by));
        } catch (DynamoDbException e) {
            throw ResourceArn.inWords(e, ResourceArn.notFound(arn));
        }
        return JsonReply.object(reply -> {});
    }

    static SequencedMap<String, String> tags(Structure request) {
        SequencedMap<String, String> tags = new LinkedHashMap<>();
        for (Structure tag : request.structures("Tags")) {
            tags.put(tag.text("Key", ""), tag.text("Value", ""));
        }
        return tags;
    }
}
