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
import io.kvasir.model.expression.partiql.StatementToken.Kind;
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
        } else if (reader.peek().isKeyword("EXISTS") && reader.second().isSign("(")) {
            statement = exists();
        } else {
            throw StatementLexer.malformed("Expected data manipulation");
        }
        reader.finish();
        return statement;
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
                columns.add(new Column(reader.path()));
            } while (reader.take(","));
        }
        reader.expectKeyword("FROM");
        String table = reader.name();
        Optional<String> index = reader.take(".") ? Optional.of(reader.name()) : Optional.empty();
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

    private Statement.Insert insert() {
        reader.expectKeyword("INTO");
        String table = reader.name();
        if (!reader.takeKeyword("VALUE")) {
            throw StatementLexer.malformed("Unexpected token after expression");
        }
        if (reader.value() instanceof AttributeValue.MapValue map) {
            return new Statement.Insert(table, new Item(map.entries()));
        }
        throw StatementLexer.malformed("Expected a tuple behind VALUE");
    }

    private Statement.Update update() {
        String table = reader.name();
        reader.refuseAlias();
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
        return new Statement.Update(table, actions, where(), returning());
    }

    private UpdateAction set() {
        Path path = reader.path();
        reader.expect("=", "EQUAL");
        StatementToken token = reader.peek();
        boolean isCall = token.kind() == Kind.WORD && reader.second().isSign("(");
        String function = isCall ? token.text().toLowerCase(Locale.ROOT) : "";
        if (function.equals("set_add") || function.equals("set_delete")) {
            Operand change = setOperand(path, function);
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
    private Operand setOperand(Path path, String function) {
        reader.next();
        reader.next();
        if (!reader.path().equals(path)) {
            throw new InvalidArgumentException(
                    function + " takes the path that it sets as its first operand: " + path);
        }
        reader.expect(",", "COMMA");
        AttributeValue set = reader.value();
        boolean isSet =
                set instanceof AttributeValue.StringSet
                        || set instanceof AttributeValue.NumberSet
                        || set instanceof AttributeValue.BinarySet;
        if (!isSet) {
            throw new InvalidArgumentException(
                    "Incorrect operand type for operator or function; operator or function: "
                            + function
                            + ", operand type: "
                            + set.typeName());
        }
        reader.expect(")", "RIGHT_PAREN");
        return new Constant(set);
    }

    private Operand operand() {
        if (reader.isAtValue()) {
            return new Constant(reader.value());
        }
        StatementToken token = reader.peek();
        if (token.kind() != Kind.WORD || !reader.second().isSign("(")) {
            return new PathOperand(reader.path());
        }
        Function function =
                switch (token.text().toLowerCase(Locale.ROOT)) {
                    case "list_append" -> Function.LIST_APPEND;
                    case "if_not_exists" -> Function.IF_NOT_EXISTS;
                    default ->
                            throw new InvalidArgumentException(
                                    "Invalid function name; function: " + token.text());
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
        String table = reader.name();
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
