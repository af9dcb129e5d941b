package io.kvasir.routing.partiql;

import io.grpc.Deadline;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.ExpressionWriter;
import io.kvasir.model.expression.Function;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Path;
import io.kvasir.model.expression.partiql.SelectPlan;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.table.Table;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PageOptions;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.Substitutions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One call's part of a SELECT: as many pages of its queries, or of its scan, as one reply takes.
public final class SelectRun {
    private final Statement.Select select;
    private final Table table;
    private final SelectPlan plan;
    private final Optional<BoundCondition> localFilter;
    private final Optional<Condition> sentFilter;

    /// @param next where the next call goes on; empty where nothing is left
    public record Reply(List<Item> items, Optional<Position> next, ReplyInfo info) {
        public Reply {
            items = List.copyOf(items);
        }

        public double capacityUnits() {
            return info.capacityUnits();
        }
    }

    /// @throws InvalidArgumentException where the table cannot answer the statement
    public SelectRun(Statement.Select select, Table table) {
        this.select = select;
        this.table = table;
        KeySchema schema = table.keySchema();
        if (select.index().isPresent()) {
            throw new InvalidArgumentException("The table does not have the specified index");
        }
        this.plan = select.plan(schema);
        requireOrder(schema);
        // A query's filter may not look at keys, but a statement's condition may: such a one is
        // tested here.
        boolean isLocal =
                !plan.isScan()
                        && plan.filter().isPresent()
                        && AttributeNames.of(plan.filter().get()).stream()
                                .anyMatch(schema::isKeyAttribute);
        this.sentFilter = isLocal ? Optional.empty() : plan.filter();
        this.localFilter =
                isLocal
                        ? plan.filter().map(filter -> new BoundCondition(filter, List.of()))
                        : Optional.empty();
    }

    private void requireOrder(KeySchema schema) {
        for (Statement.Order order : select.orders()) {
            if (!schema.isKeyAttribute(order.attribute())) {
                throw new InvalidArgumentException(
                        "Variable reference "
                                + order.attribute()
                                + " in ORDER BY clause must be part of the primary key");
            }
        }
        if (select.orders().isEmpty() || !plan.isScan()) {
            return;
        }
        throw new InvalidArgumentException(
                select.where().isEmpty()
                        ? "Must have WHERE clause in the statement when using ORDER BY clause."
                        : "Must have at least one non-optional hash key condition in WHERE clause"
                                + " when using ORDER BY clause.");
    }

    /// Waits: for virtual threads.
    ///
    /// @param limit items to evaluate at most; 0: as many as fit in one reply
    public Reply read(
            DataPlane items, Position from, int limit, ReadOptions options, Deadline deadline) {
        int queries = Math.max(1, plan.queries().size());
        if (from.query() >= queries) {
            throw new InvalidArgumentException("Invalid NextToken");
        }
        List<Item> found = new ArrayList<>();
        Position at = from;
        ReplyInfo info = ReplyInfo.NONE;
        long bytes = 0;
        int evaluated = 0;
        while (true) {
            int left = limit == 0 ? 0 : limit - evaluated;
            Page page = DataPlane.await(page(items, at, left, options, deadline));
            evaluated += page.scannedCount();
            info = info.and(page.info());
            for (EncodedItem encoded : page.items()) {
                Item item = encoded.item();
                bytes += ItemSize.of(item);
                if (localFilter.isEmpty() || localFilter.get().test(item)) {
                    found.add(select.project(item));
                }
            }
            if (page.lastEvaluatedKey().isPresent()) {
                Position next = new Position(at.query(), page.lastEvaluatedKey());
                return new Reply(found, Optional.of(next), info);
            }
            at = new Position(at.query() + 1, Optional.empty());
            if (at.query() >= queries) {
                return new Reply(found, Optional.empty(), info);
            }
            if ((limit > 0 && evaluated >= limit) || bytes >= Limits.PAGE_BYTES_MAX) {
                return new Reply(found, Optional.of(at), info);
            }
        }
    }

    private CompletableFuture<Page> page(
            DataPlane items, Position at, int limit, ReadOptions options, Deadline deadline) {
        ExpressionWriter writer = new ExpressionWriter();
        String keys = plan.isScan() ? "" : keyCondition(writer, plan.queries().get(at.query()));
        String filter = sentFilter.map(writer::condition).orElse("");
        String projection = writer.projection(attributes());
        PageOptions page =
                new PageOptions(
                        filter,
                        projection,
                        new Substitutions(writer.names(), writer.values()),
                        limit,
                        at.after(),
                        false,
                        options);
        return plan.isScan()
                ? items.scan(new Scan(table.name(), page), deadline)
                : items.query(new Query(table.name(), keys, plan.descending(), page), deadline);
    }

    /// The attributes that the columns are in; none where whole items are needed.
    private List<Path> attributes() {
        if (localFilter.isPresent()) {
            return List.of();
        }
        return select.columns().stream()
                .map(column -> column.path().head())
                .distinct()
                .map(Path::of)
                .toList();
    }

    private static String keyCondition(ExpressionWriter writer, KeyCondition keys) {
        List<Condition> terms = new ArrayList<>();
        keys.predicates().forEach((name, predicate) -> terms.add(term(name, predicate)));
        return writer.condition(terms.size() == 1 ? terms.getFirst() : new Condition.And(terms));
    }

    private static Condition term(String name, KeyCondition.Predicate predicate) {
        Operand key = new Operand.PathOperand(Path.of(name));
        return switch (predicate) {
            case KeyCondition.Predicate.Compare(var comparator, AttributeValue value) ->
                    new Condition.Comparison(comparator, key, new Operand.Constant(value));
            case KeyCondition.Predicate.Between(AttributeValue low, AttributeValue high) ->
                    new Condition.Between(
                            key, new Operand.Constant(low), new Operand.Constant(high));
            case KeyCondition.Predicate.BeginsWith(AttributeValue prefix) ->
                    new Condition.Test(
                            new Operand.FunctionCall(
                                    Function.BEGINS_WITH,
                                    List.of(key, new Operand.Constant(prefix))));
            case KeyCondition.Predicate.NotIndexable none ->
                    throw new IllegalStateException("no statement says this: " + name);
        };
    }
}
