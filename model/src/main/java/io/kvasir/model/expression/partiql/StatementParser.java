package io.kvasir.model.expression.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Function;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Path;
import io.kvasir.model.expression.UpdateAction;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Parses statements clause by clause.
final class StatementParser {
    private final StatementReader reader;
    private final WhereParser whereParser;

    StatementParser(String text, List<AttributeValue> parameters) {
        this.reader = new StatementReader(text, parameters);
        this.whereParser = new WhereParser(reader);
    }

    Statement statement() {
        Statement statement;
        if (reader.peek().isKeyword("SELECT")) {
            statement = select();
        } else if (reader.takeKeyword("INSERT")) {
            statement = insert();
        } else if (reader.takeKeyword("UPDATE")) {
            statement = update();
        } else if (reader.takeKeyword("DELETE")) {
            statement = delete();
        } else if (reader.takeKeyword("FROM")) {
            statement = updateFrom();
        } else if (reader.peek().isKeyword("EXISTS") && reader.second().isSign("(")) {
            statement = exists();
        } else {
            throw noManipulation();
        }
        reader.finish();
        return statement;
    }

    private InvalidArgumentException noManipulation() {
        if (reader.isAtName() && reader.second().isKeyword("IS")) {
            whereParser.condition();
            return new InvalidArgumentException("Unsupported operation: IsType");
        }
        return StatementLexer.malformed("Expected data manipulation");
    }

    private Statement.Exists exists() {
        reader.next();
        reader.next();
        Statement.Select select = select();
        reader.expect(")", "RIGHT_PAREN");
        return new Statement.Exists(select);
    }

    private Statement.Select select() {
        reader.expectKeyword("SELECT");
        List<Column> columns = new ArrayList<>();
        if (!reader.take("*")) {
            do {
                columns.add(column());
            } while (reader.take(","));
        }
        reader.expectKeyword("FROM");
        String table = reader.tableName();
        Optional<String> index =
                reader.take(".") ? Optional.of(reader.tableName()) : Optional.empty();
        if (reader.peek().isSign(".")) {
            throw new InvalidArgumentException(
                    "A path may contain at most 2 components in the FROM clause");
        }
        reader.refuseAlias();
        Optional<Condition> where = where();
        List<Statement.Order> orders = new ArrayList<>();
        if (reader.takeKeyword("ORDER")) {
            reader.expectKeyword("BY");
            do {
                String attribute = reader.name();
                boolean descending = reader.takeKeyword("DESC");
                if (!descending) {
                    reader.takeKeyword("ASC");
                }
                orders.add(new Statement.Order(attribute, descending));
            } while (reader.take(","));
        }
        return new Statement.Select(table, index, columns, where, orders);
    }

    private Column column() {
        if (reader.isAtCall()) {
            throw new InvalidArgumentException(
                    "Unexpected path component at " + reader.position(reader.peek()));
        }
        return new Column(reader.path());
    }

    private Statement.Insert insert() {
        reader.expectKeyword("INTO");
        String table = reader.tableName();
        if (!reader.takeKeyword("VALUE")) {
            throw StatementLexer.malformed("Unexpected token after expression");
        }
        return new Statement.Insert(table, new Item(reader.item()));
    }

    private Statement.Update update() {
        String table = reader.tableName();
        reader.refuseAlias();
        List<UpdateAction> actions = actions();
        return new Statement.Update(table, actions, where(), returning());
    }

    /// The other form of an update: with its condition before its changes.
    private Statement.Update updateFrom() {
        String table = reader.tableName();
        reader.refuseAlias();
        Optional<Condition> where = where();
        return new Statement.Update(table, actions(), where, returning());
    }

    private List<UpdateAction> actions() {
        List<UpdateAction> actions = new ArrayList<>();
        while (true) {
            if (reader.takeKeyword("SET")) {
                do {
                    actions.add(set());
                } while (reader.take(","));
            } else if (reader.takeKeyword("REMOVE")) {
                do {
                    actions.add(new UpdateAction.Remove(reader.path()));
                } while (reader.take(","));
            } else {
                break;
            }
        }
        if (actions.isEmpty()) {
            throw StatementLexer.malformed("Expected SET or REMOVE");
        }
        return actions;
    }

    private UpdateAction set() {
        Path path = reader.path();
        reader.expect("=", "EQUAL");
        String function = reader.isAtCall() ? reader.peek().text().toLowerCase(Locale.ROOT) : "";
        if (function.equals("set_add") || function.equals("set_delete")) {
            Operand change = setOperand(path);
            return function.equals("set_add")
                    ? new UpdateAction.Add(path, change)
                    : new UpdateAction.Delete(path, change);
        }
        Operand left = operand();
        Arithmetic.Operator operator;
        if (reader.take("+")) {
            operator = Arithmetic.Operator.PLUS;
        } else if (reader.take("-")) {
            operator = Arithmetic.Operator.MINUS;
        } else {
            return new UpdateAction.Set(path, left);
        }
        return new UpdateAction.Set(path, new Arithmetic(operator, left, operand()));
    }

    /// The set that `set_add(path, set)` or `set_delete(path, set)` names; the path is the one that
    /// the outcome goes to.
    private Operand setOperand(Path path) {
        StatementToken function = reader.next();
        String name = function.text().toUpperCase(Locale.ROOT);
        reader.next();
        StatementToken first = reader.peek();
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (reader.take(","));
        reader.expect(")", "RIGHT_PAREN");
        if (arguments.size() != 2) {
            throw new InvalidArgumentException(
                    name + " must have exactly two arguments at " + reader.position(function));
        }
        if (!arguments.getFirst().equals(new PathOperand(path))) {
            throw new InvalidArgumentException(
                    "The first argument to "
                            + name
                            + " must equal the assignment value at "
                            + reader.position(function));
        }
        if (arguments.getLast() instanceof Constant(AttributeValue set) && isSet(set)) {
            return arguments.getLast();
        }
        throw new InvalidArgumentException(
                "The second argument to "
                        + name
                        + " must be a value with type SET at "
                        + reader.position(first));
    }

    private static boolean isSet(AttributeValue value) {
        return value instanceof AttributeValue.StringSet
                || value instanceof AttributeValue.NumberSet
                || value instanceof AttributeValue.BinarySet;
    }

    private Operand operand() {
        if (reader.isAtValue()) {
            return new Constant(reader.value());
        }
        if (!reader.isAtCall()) {
            return new PathOperand(reader.path());
        }
        StatementToken token = reader.peek();
        Function function =
                switch (token.text().toLowerCase(Locale.ROOT)) {
                    case "list_append" -> Function.LIST_APPEND;
                    case "if_not_exists" -> Function.IF_NOT_EXISTS;
                    default ->
                            throw new InvalidArgumentException(
                                    "Unrecognized function: "
                                            + token.text().toLowerCase(Locale.ROOT)
                                            + " at "
                                            + reader.position(token));
                };
        reader.enter();
        reader.next();
        reader.next();
        Operand first = operand();
        reader.expect(",", "COMMA");
        Operand second = operand();
        reader.expect(")", "RIGHT_PAREN");
        reader.leave();
        return new FunctionCall(function, List.of(first, second));
    }

    private Statement.Delete delete() {
        reader.expectKeyword("FROM");
        if (!reader.isAtName()) {
            throw StatementLexer.malformed("Expected identifier for simple path");
        }
        String table = reader.tableName();
        reader.refuseAlias();
        return new Statement.Delete(table, where(), returning());
    }

    private Optional<Condition> where() {
        return reader.takeKeyword("WHERE")
                ? Optional.of(whereParser.condition())
                : Optional.empty();
    }

    private Returning returning() {
        if (!reader.takeKeyword("RETURNING")) {
            return Returning.NONE;
        }
        boolean isAll = reader.takeKeyword("ALL");
        if (!isAll) {
            reader.expectKeyword("MODIFIED");
        }
        boolean isOld = reader.takeKeyword("OLD");
        if (!isOld) {
            reader.expectKeyword("NEW");
        }
        reader.expect("*", "STAR");
        if (isAll) {
            return isOld ? Returning.ALL_OLD : Returning.ALL_NEW;
        }
        return isOld ? Returning.MODIFIED_OLD : Returning.MODIFIED_NEW;
    }
}
