package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.routing.TableAdmin.TablePage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class ListTablesOperation implements Operation {
    private static final int TABLES_MAX = 100;
    private static final Shape.Structure INPUT =
            Shape.structure("ListTablesInput")
                    .with("ExclusiveStartTableName", Shapes.NEW_TABLE)
                    .with("Limit", Shape.integer(1, TABLES_MAX));

    private final Core core;

    ListTablesOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "ListTables";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        Optional<TableName> after =
                Optional.ofNullable(request.text("ExclusiveStartTableName")).map(TableName::new);
        @Nullable Long limit = request.whole("Limit");
        int tables = limit == null ? TABLES_MAX : limit.intValue();
        TablePage page = core.await(by -> core.tables().list(after, tables, by));
        return JsonReply.object(reply -> {
            reply.startList("TableNames");
            for (TableName name : page.tables()) {
                reply.element(name.value());
            }
            reply.endList();
            if (page.lastEvaluatedTable().isPresent()) {
                reply.text("LastEvaluatedTableName", page.lastEvaluatedTable().get().value());
            }
        });
    }
}
