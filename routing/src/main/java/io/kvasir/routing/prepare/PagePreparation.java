package io.kvasir.routing.prepare;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.KeyConditionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.routing.execute.RangeScan;
import io.kvasir.routing.request.PageOptions;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.Scan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks queries and scans and turns them into pages of ranges; empty where nothing is left to
/// read. Every method throws `InvalidArgumentException` where the request cannot be.
public final class PagePreparation {
    private final Preparation preparation;

    public PagePreparation(Preparation preparation) {
        this.preparation = preparation;
    }

    public Optional<RangeScan> query(Table table, Query request) {
        if (request.keyCondition().isEmpty()) {
            throw new InvalidArgumentException(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        PageOptions page = request.page();
        Substitutions substitutions = Preparation.substitutions(page.substitutions());
        KeyConditionExpression.Bound bound =
                preparation.expressions().keyCondition(request.keyCondition()).bind(substitutions);
        Optional<BoundCondition> filter = filter(page, substitutions);
        Optional<Projection> projection =
                preparation.projection(
                        table, page.projection(), page.substitutions(), substitutions);
        substitutions.requireAllUsed();
        KeyCondition condition = bound.keyCondition();
        KeyRange range = condition.range(table);
        filter.ifPresent(expression -> {
            expression.requireNoKeys(table.keySchema());
            expression.requireScalarKeys(table.keySchema());
        });
        @Nullable KeyRange rest = range;
        if (page.exclusiveStartKey().isPresent()) {
            Item start = page.exclusiveStartKey().get();
            Bytes key = startKey(table, start);
            if (!condition.matches(start.attributes())) {
                throw new InvalidArgumentException(
                        "The provided starting key is outside query boundaries based on provided conditions");
            }
            rest = after(range, key, request.backward());
        }
        return scan(rest, request.backward(), page, projection);
    }

    public Optional<RangeScan> scan(Table table, Scan request) {
        PageOptions page = request.page();
        Substitutions substitutions = Preparation.substitutions(page.substitutions());
        Optional<BoundCondition> filter = filter(page, substitutions);
        Optional<Projection> projection =
                preparation.projection(
                        table, page.projection(), page.substitutions(), substitutions);
        substitutions.requireAllUsed();
        KeyRange range =
                GlobalKey.segmentRange(
                        table.keyspace(), request.segment(), request.totalSegments());
        @Nullable KeyRange rest = range;
        if (page.exclusiveStartKey().isPresent()) {
            Bytes key = startKey(table, page.exclusiveStartKey().get());
            if (!range.contains(key)) {
                throw new InvalidArgumentException(
                        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: "
                                + request.totalSegments()
                                + " Segment: "
                                + request.segment());
            }
            rest = after(range, key, false);
        }
        filter.ifPresent(expression -> expression.requireScalarKeys(table.keySchema()));
        return scan(rest, false, page, projection);
    }

    private Optional<BoundCondition> filter(PageOptions page, Substitutions substitutions) {
        if (page.filter().isEmpty()) {
            return Optional.empty();
        }
        BoundCondition bound =
                preparation
                        .expressions()
                        .condition(ExpressionKind.FILTER, page.filter())
                        .bind(substitutions);
        return Optional.of(bound);
    }

    private static Bytes startKey(Table table, Item start) {
        try {
            return ItemKeys.ofKey(table, start);
        } catch (InvalidArgumentException e) {
            throw new InvalidArgumentException(
                    "The provided starting key is invalid: " + e.getMessage());
        }
    }

    /// What of a range lies behind a key; null where nothing does.
    private static @Nullable KeyRange after(KeyRange range, Bytes key, boolean backward) {
        if (backward) {
            return key.compareTo(range.start()) <= 0 ? null : new KeyRange(range.start(), key);
        }
        Bytes from = key.successor();
        Bytes end = range.end();
        return end != null && from.compareTo(end) >= 0 ? null : new KeyRange(from, end);
    }

    private static Optional<RangeScan> scan(
            @Nullable KeyRange range,
            boolean backward,
            PageOptions page,
            Optional<Projection> projection) {
        if (range == null) {
            return Optional.empty();
        }
        Optional<Expression> filter =
                page.filter().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Placeholders.expression(page.filter(), page.substitutions()));
        return Optional.of(
                new RangeScan(
                        range,
                        backward,
                        page.limit(),
                        filter,
                        projection,
                        page.countOnly(),
                        page.read()));
    }
}
