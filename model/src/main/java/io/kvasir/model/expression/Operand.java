package io.kvasir.model.expression;

import io.kvasir.model.item.AttributeValue;
import java.util.List;
import java.util.stream.Collectors;

/// What conditions compare and updates store. `toString` is the expression's text.
public sealed interface Operand {
    record PathOperand(Path path) implements Operand {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// A value given beside the expression (`:value`); none is left once the tree is bound.
    record ValuePlaceholder(String name) implements Operand {
        @Override
        public String toString() {
            return name;
        }
    }

    record Constant(AttributeValue value) implements Operand {}

    record FunctionCall(Function function, List<Operand> arguments) implements Operand {
        public FunctionCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return arguments.stream()
                    .map(Operand::toString)
                    .collect(Collectors.joining(", ", function.functionName() + "(", ")"));
        }
    }

    /// `left + right` or `left - right`, in SET only.
    record Arithmetic(Operator operator, Operand left, Operand right) implements Operand {
        public enum Operator {
            PLUS("+"),
            MINUS("-");

            private final String sign;

            Operator(String sign) {
                this.sign = sign;
            }

            public String sign() {
                return sign;
            }
        }

        @Override
        public String toString() {
            return left + " " + operator.sign() + " " + right;
        }
    }
}
