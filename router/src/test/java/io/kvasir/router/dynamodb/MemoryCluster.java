package io.kvasir.router.dynamodb;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.KeyConditionExpression;
import io.kvasir.model.expression.Projection;
import io.kvasir.model.expression.ProjectionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.expression.UpdateExpression;
import io.kvasir.model.expression.UpdateResult;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.item.ItemValidator;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.TableAdmin;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PageOptions;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.routing.session.SessionToken;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The whole cluster as maps under one lock: what the front door asks, without what is behind it.
/// The expressions are the model's own.
final class MemoryCluster implements DataPlane, TableAdmin {
    /// A failure for the next request on items, as a cluster in trouble gives it.
    private Optional<RequestFailure> nextFailure = Optional.empty();

    private final NavigableMap<TableName, Table> tables = new TreeMap<>();
    private final NavigableMap<Bytes, Item> items = new TreeMap<>();
    private int made;

    synchronized void failNext(ErrorCode code, String message) {
        nextFailure =
                Optional.of(new RequestFailure(code, message, Optional.empty(), Duration.ZERO));
    }

    private synchronized <T> CompletableFuture<T> answer(Supplier<T> request) {
        try {
            return CompletableFuture.completedFuture(request.get());
        } catch (InvalidArgumentException e) {
            return CompletableFuture.failedFuture(
                    new RequestFailedException(
                            ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
        } catch (RequestFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Table table(TableName name) {
        if (nextFailure.isPresent()) {
            RequestFailure failure = nextFailure.get();
            nextFailure = Optional.empty();
            throw failure.toException();
        }
        Table table = tables.get(name);
        if (table == null) {
            throw new RequestFailedException(ErrorCode.TABLE_NOT_FOUND, "no table " + name);
        }
        return table;
    }

    @Override
    public CompletableFuture<GetReply> get(GetItem request, Deadline deadline) {
        return answer(() -> {
            Table table = table(request.table());
            Substitutions placeholders = placeholders(request.substitutions());
            Optional<Projection> projection = projection(request.projection(), placeholders);
            placeholders.requireAllUsed();
            Optional<Item> item =
                    Optional.ofNullable(items.get(ItemKeys.ofKey(table, request.key())));
            double units =
                    CapacityUnits.ofRead(
                            item.map(ItemSize::of).orElse(0L), mode(request.options()));
            return new GetReply(item.map(found -> projected(found, projection)), info(units));
        });
    }

    @Override
    public CompletableFuture<WriteReply> put(PutItem request, Deadline deadline) {
        return answer(() -> {
            Table table = table(request.table());
            Item item = request.item().item();
            ItemValidator.requireItem(item);
            Bytes key = ItemKeys.ofItem(table, item);
            Optional<Item> old = checked(key, request.options());
            items.put(key, item);
            return written(request.options(), old, Optional.of(item), Optional.empty());
        });
    }

    @Override
    public CompletableFuture<WriteReply> update(UpdateItem request, Deadline deadline) {
        return answer(() -> {
            Table table = table(request.table());
            Substitutions placeholders = placeholders(request.options().substitutions());
            Optional<BoundUpdate> update =
                    request.update().isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    UpdateExpression.parse(request.update()).bind(placeholders));
            update.ifPresent(bound -> bound.requireKeysUntouched(table.keySchema()));
            Bytes key = ItemKeys.ofKey(table, request.key());
            Optional<Item> old = checked(key, request.options());
            Item before = old.orElse(request.key());
            Optional<UpdateResult> result = update.map(bound -> bound.apply(before));
            Item after = result.map(UpdateResult::item).orElse(before);
            items.put(key, after);
            return written(request.options(), old, Optional.of(after), result);
        });
    }

    @Override
    public CompletableFuture<WriteReply> delete(DeleteItem request, Deadline deadline) {
        return answer(() -> {
            Bytes key = ItemKeys.ofKey(table(request.table()), request.key());
            Optional<Item> old = checked(key, request.options());
            items.remove(key);
            return written(request.options(), old, Optional.empty(), Optional.empty());
        });
    }

    private Optional<Item> checked(Bytes key, WriteOptions options) {
        Optional<Item> present = Optional.ofNullable(items.get(key));
        if (!options.condition().isEmpty()) {
            BoundCondition condition =
                    ConditionExpression.parse(options.condition())
                            .bind(placeholders(options.substitutions()));
            if (!condition.test(present.orElse(Item.EMPTY))) {
                Optional<Item> shown =
                        options.returnItemOnConditionFailure() ? present : Optional.empty();
                throw new RequestFailure(
                                ErrorCode.CONDITION_FAILED, "condition", shown, Duration.ZERO)
                        .toException();
            }
        }
        return present;
    }

    private static WriteReply written(
            WriteOptions options,
            Optional<Item> old,
            Optional<Item> now,
            Optional<UpdateResult> result) {
        Optional<Item> attributes =
                switch (options.returnValues()) {
                    case NONE -> Optional.empty();
                    case ALL_OLD -> old;
                    case ALL_NEW -> now;
                    case UPDATED_NEW -> result.map(UpdateResult::updatedNew);
                    case UPDATED_OLD -> result.flatMap(update -> old.map(update::updatedOld));
                };
        double units =
                CapacityUnits.ofWrite(
                        old.map(ItemSize::of).orElse(0L), now.map(ItemSize::of).orElse(0L), false);
        return new WriteReply(attributes.map(EncodedItem::of), info(units));
    }

    @Override
    public CompletableFuture<Page> query(Query request, Deadline deadline) {
        return answer(() -> {
            Table table = table(request.table());
            KeyRange range =
                    KeyConditionExpression.parse(request.keyCondition())
                            .bind(placeholders(request.page().substitutions()))
                            .keyCondition()
                            .range(table);
            return page(table, range, request.backward(), request.page());
        });
    }

    @Override
    public CompletableFuture<Page> scan(Scan request, Deadline deadline) {
        return answer(() -> {
            Table table = table(request.table());
            KeyRange range =
                    GlobalKey.segmentRange(
                            table.keyspace(), request.segment(), request.totalSegments());
            return page(table, range, false, request.page());
        });
    }

    private Page page(Table table, KeyRange range, boolean backward, PageOptions options) {
        Substitutions placeholders = placeholders(options.substitutions());
        Optional<BoundCondition> filter =
                options.filter().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                ConditionExpression.parse(ExpressionKind.FILTER, options.filter())
                                        .bind(placeholders));
        Optional<Projection> projection = projection(options.projection(), placeholders);
        NavigableMap<Bytes, Item> rest =
                range.end() == null
                        ? items.tailMap(range.start(), true)
                        : items.subMap(range.start(), true, range.end(), false);
        rest = backward ? rest.descendingMap() : rest;
        if (options.exclusiveStartKey().isPresent()) {
            rest = rest.tailMap(ItemKeys.ofKey(table, options.exclusiveStartKey().get()), false);
        }
        List<EncodedItem> found = new ArrayList<>();
        int scanned = 0;
        int count = 0;
        long bytes = 0;
        Optional<Item> last = Optional.empty();
        for (Map.Entry<Bytes, Item> entry : rest.entrySet()) {
            scanned++;
            bytes += ItemSize.of(entry.getValue());
            if (filter.isEmpty() || filter.get().test(entry.getValue())) {
                count++;
                if (!options.countOnly()) {
                    found.add(projected(entry.getValue(), projection));
                }
            }
            if (scanned == options.limit() || bytes >= Limits.PAGE_BYTES_MAX) {
                last = Optional.of(ItemKeys.keyOf(table, entry.getKey()));
                break;
            }
        }
        double units = CapacityUnits.ofPage(bytes, mode(options.read()));
        return new Page(found, count, scanned, last, info(units));
    }

    @Override
    public CompletableFuture<BatchGetReply> batchGet(BatchGet request, Deadline deadline) {
        return answer(() -> {
            List<BatchGetReply.ItemsOfTable> found = new ArrayList<>();
            double units = 0;
            for (BatchGet.KeysOfTable keys : request.tables()) {
                List<EncodedItem> ofTable = new ArrayList<>();
                double unitsOfTable = 0;
                for (Item key : keys.keys()) {
                    GetReply got =
                            DataPlane.await(
                                    get(
                                            new GetItem(
                                                    keys.table(),
                                                    key,
                                                    keys.options(),
                                                    keys.projection(),
                                                    keys.substitutions()),
                                            deadline));
                    got.item().ifPresent(ofTable::add);
                    unitsOfTable += got.info().capacityUnits();
                }
                units += unitsOfTable;
                found.add(new BatchGetReply.ItemsOfTable(keys.table(), ofTable, unitsOfTable));
            }
            return new BatchGetReply(found, List.of(), info(units));
        });
    }

    @Override
    public CompletableFuture<BatchWriteReply> batchWrite(BatchWrite request, Deadline deadline) {
        return answer(() -> {
            SequencedMap<TableName, Double> units = new LinkedHashMap<>();
            for (BatchWrite.Entry entry : request.entries()) {
                WriteReply written =
                        DataPlane.await(
                                switch (entry.write()) {
                                    case BatchWrite.Write.Put put ->
                                            put(
                                                    new PutItem(
                                                            entry.table(),
                                                            put.item(),
                                                            WriteOptions.DEFAULT),
                                                    deadline);
                                    case BatchWrite.Write.Delete delete ->
                                            delete(
                                                    new DeleteItem(
                                                            entry.table(),
                                                            delete.key(),
                                                            WriteOptions.DEFAULT),
                                                    deadline);
                                });
                units.merge(entry.table(), written.info().capacityUnits(), Double::sum);
            }
            return new BatchWriteReply(List.of(), units, info(0));
        });
    }

    @Override
    public CompletableFuture<Table> create(
            TableName name, KeySchema schema, TableSettings settings, Deadline deadline) {
        return answer(() -> {
            if (tables.containsKey(name)) {
                throw new RequestFailedException(
                        ErrorCode.TABLE_ALREADY_EXISTS, "there is a table " + name);
            }
            made++;
            Table table =
                    new Table(
                            name,
                            "00000000-0000-4000-8000-" + String.format("%012d", made),
                            KeyspaceId.ofCounter(made),
                            schema,
                            Table.State.ACTIVE,
                            Instant.ofEpochMilli(1_700_000_000_123L + made),
                            settings);
            tables.put(name, table);
            return table;
        });
    }

    @Override
    public CompletableFuture<Table> update(TableName name, TableChange change, Deadline deadline) {
        return answer(() -> {
            Table table = table(name);
            Table changed = table.with(change.appliedTo(table.settings()));
            tables.put(name, changed);
            return changed;
        });
    }

    @Override
    public CompletableFuture<Table> serving(TableName name, Deadline deadline) {
        return describe(name, deadline);
    }

    @Override
    public CompletableFuture<Table> describe(TableName name, Deadline deadline) {
        return answer(() -> table(name));
    }

    @Override
    public CompletableFuture<Table> delete(TableName name, Deadline deadline) {
        return answer(() -> {
            Table table = table(name);
            tables.remove(name);
            KeyRange range = GlobalKey.keyspaceRange(table.keyspace());
            items.keySet().removeIf(range::contains);
            return table;
        });
    }

    @Override
    public CompletableFuture<TablePage> list(
            Optional<TableName> after, int limit, Deadline deadline) {
        return answer(() -> {
            List<TableName> names =
                    new ArrayList<>(
                            after.map(name -> tables.tailMap(name, false)).orElse(tables).keySet());
            boolean more = names.size() > limit;
            List<TableName> page = more ? names.subList(0, limit) : names;
            return new TablePage(
                    List.copyOf(page), more ? Optional.of(page.getLast()) : Optional.empty());
        });
    }

    @Override
    public synchronized Optional<Table> cached(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    private static EncodedItem projected(Item item, Optional<Projection> projection) {
        return EncodedItem.of(projection.map(paths -> paths.project(item)).orElse(item));
    }

    private static Optional<Projection> projection(String text, Substitutions placeholders) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(ProjectionExpression.parse(text).bind(placeholders));
    }

    private static Substitutions placeholders(io.kvasir.routing.request.Substitutions given) {
        return Substitutions.of(
                given.names().isEmpty() ? null : given.names(),
                given.values().isEmpty() ? null : given.values());
    }

    private static ReadMode mode(ReadOptions options) {
        return options.consistency() == Consistency.STRONG ? ReadMode.STRONG : ReadMode.EVENTUAL;
    }

    private static ReplyInfo info(double units) {
        return new ReplyInfo(SessionToken.NONE, 0, units);
    }

    @Override
    public CompletableFuture<TransactionOutcome> transactWrite(
            TransactWrite request, Deadline deadline) {
        return answer(() -> {
            List<CancellationReason> reasons =
                    request.actions().stream().map(this::reason).toList();
            if (reasons.stream().anyMatch(reason -> reason.code().isPresent())) {
                return new TransactionOutcome.Canceled(reasons);
            }
            for (TransactWrite.Action action : request.actions()) {
                switch (action) {
                    case TransactWrite.Action.Put put ->
                            DataPlane.await(put(put.request(), deadline));
                    case TransactWrite.Action.Update update ->
                            DataPlane.await(update(update.request(), deadline));
                    case TransactWrite.Action.Delete delete ->
                            DataPlane.await(delete(delete.request(), deadline));
                    case TransactWrite.Action.Check _ -> {}
                }
            }
            return new TransactionOutcome.Committed(List.of());
        });
    }

    private CancellationReason reason(TransactWrite.Action action) {
        Table table = table(action.table());
        try {
            switch (action) {
                case TransactWrite.Action.Put put ->
                        checked(
                                ItemKeys.ofItem(table, put.request().item().item()),
                                put.request().options());
                case TransactWrite.Action.Update update ->
                        checked(
                                ItemKeys.ofKey(table, update.request().key()),
                                update.request().options());
                case TransactWrite.Action.Delete delete ->
                        checked(
                                ItemKeys.ofKey(table, delete.request().key()),
                                delete.request().options());
                case TransactWrite.Action.Check check ->
                        checked(ItemKeys.ofKey(table, check.key()), check.options());
            }
            return new CancellationReason(Optional.empty(), "", Optional.empty());
        } catch (RequestFailedException e) {
            return new CancellationReason(
                    Optional.of(e.code()), "The conditional request failed", e.failure().item());
        }
    }

    @Override
    public CompletableFuture<TransactGetReply> transactGet(TransactGet request, Deadline deadline) {
        return answer(() ->
                new TransactGetReply(
                        request.items().stream()
                                .map(get -> DataPlane.await(get(get, deadline)).item())
                                .map(item ->
                                        new TransactGetReply.Found(
                                                item,
                                                item.map(found -> (int) ItemSize.of(found.item()))
                                                        .orElse(0)))
                                .toList()));
    }
}
