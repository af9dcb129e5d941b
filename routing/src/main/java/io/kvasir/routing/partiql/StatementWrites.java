package io.kvasir.routing.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.ExpressionWriter;
import io.kvasir.model.expression.Function;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Path;
import io.kvasir.model.expression.partiql.KeyedCondition;
import io.kvasir.model.expression.partiql.Returning;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.table.Table;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Statements that change or check one item, as the requests that do so.
public final class StatementWrites {
    private final Table table;
    private final boolean itemOnFailure;
    private final ExpressionWriter writer = new ExpressionWriter();

    private StatementWrites(Table table, boolean itemOnFailure) {
        this.table = table;
        this.itemOnFailure = itemOnFailure;
    }

    /// @param itemOnFailure the present item comes with a failed condition
    /// @throws InvalidArgumentException where the statement does not name one item
    public static Action action(Statement statement, Table table, boolean itemOnFailure) {
        StatementWrites writes = new StatementWrites(table, itemOnFailure);
        return switch (statement) {
            case Statement.Insert insert -> writes.insert(insert);
            case Statement.Update update -> writes.update(update);
            case Statement.Delete delete -> writes.delete(delete);
            case Statement.Exists exists -> writes.check(exists);
            case Statement.Select select ->
                    throw new IllegalArgumentException("a SELECT changes nothing");
        };
    }

    private Action insert(Statement.Insert insert) {
        Condition absent = key(Function.ATTRIBUTE_NOT_EXISTS);
        return new Action.Put(
                new PutItem(
                        table.name(),
                        EncodedItem.of(insert.item()),
                        options(writer.condition(absent), ReturnValues.NONE)));
    }

    private Action update(Statement.Update update) {
        KeyedCondition keyed = update.keyed(table.keySchema());
        String changes = writer.update(update.actions());
        String condition = writer.condition(presentAnd(keyed.rest()));
        return new Action.Update(
                new UpdateItem(
                        table.name(),
                        keyed.key(),
                        changes,
                        options(condition, returnValues(update.returning()))));
    }

    private Action delete(Statement.Delete delete) {
        if (delete.returning() != Returning.NONE && delete.returning() != Returning.ALL_OLD) {
            throw new InvalidArgumentException(
                    "Invalid returning clause: RETURNING "
                            + delete.returning().name().replace('_', ' ')
                            + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
        }
        KeyedCondition keyed = delete.keyed(table.keySchema());
        // Deleting what is not there succeeds, whatever else the statement asks of the item.
        String condition =
                keyed.rest()
                        .map(rest ->
                                writer.condition(
                                        new Condition.Or(
                                                List.of(key(Function.ATTRIBUTE_NOT_EXISTS), rest))))
                        .orElse("");
        return new Action.Delete(
                new DeleteItem(
                        table.name(),
                        keyed.key(),
                        options(condition, returnValues(delete.returning()))));
    }

    private Action check(Statement.Exists exists) {
        KeyedCondition keyed = exists.keyed(table.keySchema());
        return new Action.Check(
                table.name(),
                keyed.key(),
                options(writer.condition(presentAnd(keyed.rest())), ReturnValues.NONE));
    }

    private Condition presentAnd(Optional<Condition> rest) {
        List<Condition> terms = new ArrayList<>();
        terms.add(key(Function.ATTRIBUTE_EXISTS));
        rest.ifPresent(terms::add);
        return terms.size() == 1 ? terms.getFirst() : new Condition.And(terms);
    }

    private Condition key(Function presence) {
        Path path = Path.of(table.keySchema().partitionKey().name());
        return new Condition.Test(
                new Operand.FunctionCall(presence, List.of(new Operand.PathOperand(path))));
    }

    private WriteOptions options(String condition, ReturnValues returned) {
        return new WriteOptions(
                condition,
                new Substitutions(writer.names(), writer.values()),
                returned,
                itemOnFailure,
                "",
                true);
    }

    private static ReturnValues returnValues(Returning returning) {
        return switch (returning) {
            case NONE -> ReturnValues.NONE;
            case ALL_OLD -> ReturnValues.ALL_OLD;
            case MODIFIED_OLD -> ReturnValues.UPDATED_OLD;
            case ALL_NEW -> ReturnValues.ALL_NEW;
            case MODIFIED_NEW -> ReturnValues.UPDATED_NEW;
        };
    }
}
