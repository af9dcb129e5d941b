package io.kvasir.model.expression;

import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Operand.ValuePlaceholder;
import io.kvasir.model.expression.Token.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Parses update expressions: sections SET, REMOVE, ADD and DELETE, each at most once, in any
/// order.
final class UpdateParser {
    private enum Section {
        SET,
        REMOVE,
        ADD,
        DELETE
    }

    private final TokenReader reader;
    private final List<UpdateAction> actions = new ArrayList<>();
    private @Nullable Section repeated;

    private UpdateParser(String text) {
        this.reader = new TokenReader(ExpressionKind.UPDATE, text);
    }

    static List<UpdateAction> parse(String text) {
        UpdateParser parser = new UpdateParser(text);
        parser.sections();
        parser.reader.finish();
        if (parser.repeated != null) {
            throw ExpressionKind.UPDATE.error(
                    "The \""
                            + parser.repeated
                            + "\" section can only be used once in an update expression;");
        }
        return parser.actions;
    }

    private void sections() {
        Set<Section> seen = EnumSet.noneOf(Section.class);
        do {
            Section section = section();
            if (!seen.add(section) && repeated == null) {
                repeated = section;
            }
            switch (section) {
                case SET -> list(this::set);
                case REMOVE -> list(() -> new UpdateAction.Remove(reader.path()));
                case ADD -> list(() -> new UpdateAction.Add(reader.path(), value()));
                case DELETE -> list(() -> new UpdateAction.Delete(reader.path(), value()));
            }
        } while (reader.peekKind() != Kind.END);
    }

    private Section section() {
        for (Section section : Section.values()) {
            if (reader.takeKeyword(section.name())) {
                return section;
            }
        }
        throw reader.syntaxError();
    }

    private void list(Supplier<UpdateAction> action) {
        do {
            actions.add(action.get());
        } while (reader.take(Kind.COMMA));
    }

    private UpdateAction set() {
        Path path = reader.path();
        reader.expect(Kind.EQUAL);
        if (reader.peekKind() != Kind.OPEN) {
            return new UpdateAction.Set(path, sum(operand()));
        }
        // The parenthesis holds the whole value or only the first operand of it.
        reader.next();
        Operand inner = sum(operand());
        reader.expect(Kind.CLOSE);
        return new UpdateAction.Set(path, inner instanceof Arithmetic ? inner : sum(inner));
    }

    private Operand sum(Operand left) {
        Arithmetic.Operator operator;
        if (reader.take(Kind.PLUS)) {
            operator = Arithmetic.Operator.PLUS;
        } else if (reader.take(Kind.MINUS)) {
            operator = Arithmetic.Operator.MINUS;
        } else {
            return left;
        }
        reader.countOperator();
        return new Arithmetic(operator, left, operand());
    }

    private Operand operand() {
        if (reader.peekKind() != Kind.OPEN) {
            return plainOperand();
        }
        reader.next();
        Operand operand = plainOperand();
        reader.expect(Kind.CLOSE);
        return operand;
    }

    private Operand plainOperand() {
        Token token = reader.peek();
        if (token.kind() == Kind.VALUE) {
            return value();
        }
        if (token.kind() == Kind.IDENTIFIER
                && !reader.isKeyword(token)
                && reader.secondKind() == Kind.OPEN) {
            reader.enter();
            reader.next();
            reader.next();
            reader.countOperator();
            List<Operand> arguments = new ArrayList<>();
            do {
                arguments.add(operand());
            } while (reader.take(Kind.COMMA));
            reader.expect(Kind.CLOSE);
            reader.leave();
            return new FunctionCall(reader.function(token.text()), arguments);
        }
        return new PathOperand(reader.path());
    }

    private Operand value() {
        return new ValuePlaceholder(reader.expect(Kind.VALUE).text());
    }
}
