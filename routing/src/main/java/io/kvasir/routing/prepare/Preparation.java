package io.kvasir.routing.prepare;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemValidator;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.proto.ExpressionCache;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Delete;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.TransactAction;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.KeyWrite;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks requests on single items and turns them into reads and writes of keys. Every method
/// throws `InvalidArgumentException` where the request cannot be.
public final class Preparation {
    private static final long KEY_BYTES = 4096;

    /// About what most items stay below; a step that turns out too large for an entry is refused
    /// whole.
    private static final long UPDATED_BYTES = 8192;

    private final ExpressionCache expressions;

    public Preparation(ExpressionCache expressions) {
        this.expressions = expressions;
    }

    public KeyRead get(Table table, GetItem request) {
        Bytes key = ItemKeys.ofKey(table, request.key());
        return new KeyRead(
                key,
                request.options(),
                projection(table, request.projection(), request.substitutions()));
    }

    public KeyRead get(
            Table table, Item key, ReadOptions options, Optional<Projection> projection) {
        return new KeyRead(ItemKeys.ofKey(table, key), options, projection);
    }

    /// A projection that stands alone in its request.
    public Optional<Projection> projection(
            Table table, String text, io.kvasir.routing.request.Substitutions placeholders) {
        Substitutions substitutions = substitutions(placeholders);
        Optional<Projection> projection = projection(table, text, placeholders, substitutions);
        substitutions.requireAllUsed();
        return projection;
    }

    public KeyWrite put(Table table, PutItem request) {
        requireReturn(request.options(), "ReturnValues can only be ALL_OLD or NONE");
        Item item = request.item().item();
        Bytes key = ItemKeys.ofItem(table, item);
        requireCondition(table, request.options());
        Put put =
                Put.newBuilder()
                        .setSizeBytes((int) ItemValidator.requireItem(item))
                        .setItem(request.item().bytes())
                        .build();
        return new KeyWrite(key, operation(key, request.options()).setPut(put).build());
    }

    public KeyWrite delete(Table table, DeleteItem request) {
        requireReturn(request.options(), "ReturnValues can only be ALL_OLD or NONE");
        Bytes key = ItemKeys.ofKey(table, request.key());
        requireCondition(table, request.options());
        return new KeyWrite(
                key,
                operation(key, request.options()).setDelete(Delete.getDefaultInstance()).build());
    }

    public KeyWrite update(Table table, UpdateItem request) {
        WriteOptions options = request.options();
        Bytes key = ItemKeys.ofKey(table, request.key());
        Substitutions substitutions = substitutions(options.substitutions());
        Update.Builder update = Update.newBuilder();
        if (!request.update().isEmpty()) {
            BoundUpdate bound = expressions.update(request.update()).bind(substitutions);
            bound.requireKeysUntouched(table.keySchema());
            update.setExpression(
                    Placeholders.expression(request.update(), options.substitutions()));
        }
        bindCondition(table, options, substitutions);
        substitutions.requireAllUsed();
        update.setKey(ItemCodec.toWire(request.key()));
        return new KeyWrite(key, operation(key, options).setUpdate(update).build());
    }

    /// One entry of a batch.
    public KeyWrite write(Table table, BatchWrite.Entry entry, boolean exactCapacity) {
        WriteOptions options =
                WriteOptions.DEFAULT
                        .withClientRequestToken(entry.clientRequestToken())
                        .withExactCapacity(exactCapacity);
        return switch (entry.write()) {
            case BatchWrite.Write.Put put ->
                    put(table, new PutItem(entry.table(), put.item(), options));
            case BatchWrite.Write.Delete delete ->
                    delete(table, new DeleteItem(entry.table(), delete.key(), options));
        };
    }

    /// One action of a transaction.
    public StepPart action(Table table, TransactWrite.Action action) {
        return switch (action) {
            case TransactWrite.Action.Put put -> part(put(table, exact(put.request())), false);
            case TransactWrite.Action.Update update -> part(update(table, update.request()), false);
            case TransactWrite.Action.Delete delete -> part(delete(table, delete.request()), false);
            case TransactWrite.Action.Check check ->
                    part(
                            delete(
                                    table,
                                    new DeleteItem(check.table(), check.key(), check.options())),
                            true);
        };
    }

    /// A transaction looks at what it changes anyway.
    private static PutItem exact(PutItem put) {
        return new PutItem(put.table(), put.item(), put.options().withExactCapacity(true));
    }

    private static StepPart part(KeyWrite write, boolean checkOnly) {
        // What an update makes of an item is not known yet: as large as it can be.
        long bytes =
                checkOnly || write.operation().hasDelete()
                        ? KEY_BYTES
                        : write.operation().hasPut()
                                ? write.operation().getSerializedSize()
                                : UPDATED_BYTES;
        TransactAction action =
                TransactAction.newBuilder()
                        .setOperation(write.operation())
                        .setCheckOnly(checkOnly)
                        .build();
        return new StepPart(write.key(), Optional.of(action), bytes);
    }

    static Substitutions substitutions(io.kvasir.routing.request.Substitutions placeholders) {
        return Substitutions.of(orNull(placeholders.names()), orNull(placeholders.values()));
    }

    Optional<Projection> projection(
            Table table,
            String text,
            io.kvasir.routing.request.Substitutions placeholders,
            Substitutions substitutions) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        expressions.projection(text).bind(substitutions).requireScalarKeys(table.keySchema());
        return Optional.of(Placeholders.projection(text, placeholders));
    }

    ExpressionCache expressions() {
        return expressions;
    }

    private void requireCondition(Table table, WriteOptions options) {
        Substitutions substitutions = substitutions(options.substitutions());
        bindCondition(table, options, substitutions);
        substitutions.requireAllUsed();
    }

    private void bindCondition(Table table, WriteOptions options, Substitutions substitutions) {
        if (!options.condition().isEmpty()) {
            BoundCondition bound =
                    expressions
                            .condition(ExpressionKind.CONDITION, options.condition())
                            .bind(substitutions);
            bound.requireScalarKeys(table.keySchema());
        }
    }

    private static WriteOperation.Builder operation(Bytes key, WriteOptions options) {
        WriteOperation.Builder operation =
                WriteOperation.newBuilder()
                        .setKey(ItemCodec.toWire(key))
                        .setClientRequestToken(options.clientRequestToken())
                        .setReturnItemOnConditionFailure(options.returnItemOnConditionFailure())
                        .setBlind(!options.exactCapacity())
                        .setReturnValues(
                                switch (options.returnValues()) {
                                    case NONE -> io.kvasir.proto.v1.ReturnValues.NONE;
                                    case ALL_OLD -> io.kvasir.proto.v1.ReturnValues.ALL_OLD;
                                    case UPDATED_OLD -> io.kvasir.proto.v1.ReturnValues.UPDATED_OLD;
                                    case ALL_NEW -> io.kvasir.proto.v1.ReturnValues.ALL_NEW;
                                    case UPDATED_NEW -> io.kvasir.proto.v1.ReturnValues.UPDATED_NEW;
                                });
        if (!options.condition().isEmpty()) {
            operation.setCondition(
                    Placeholders.expression(options.condition(), options.substitutions()));
        }
        return operation;
    }

    private static void requireReturn(WriteOptions options, String message) {
        if (options.returnValues() != ReturnValues.NONE
                && options.returnValues() != ReturnValues.ALL_OLD) {
            throw new InvalidArgumentException(message);
        }
    }

    private static <V> @Nullable Map<String, V> orNull(Map<String, V> given) {
        return given.isEmpty() ? null : given;
    }
}
