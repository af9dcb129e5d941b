package io.kvasir.model.expression;

import io.kvasir.model.expression.Operand.FunctionCall;
import java.util.List;
import java.util.stream.Collectors;

/// What an item can meet. `toString` is the expression's text.
public sealed interface Condition {
    enum Comparator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /// Whether it asks for an order, not only for equality.
        public boolean isOrdering() {
            return this != EQUAL && this != NOT_EQUAL;
        }

        /// The operator that says the same with the operands exchanged.
        public Comparator mirrored() {
            return switch (this) {
                case EQUAL, NOT_EQUAL -> this;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
        }
    }

    record Comparison(Comparator comparator, Operand left, Operand right) implements Condition {
        @Override
        public String toString() {
            return left + " " + comparator.sign() + " " + right;
        }
    }

    /// Both bounds belong to the range.
    record Between(Operand value, Operand low, Operand high) implements Condition {
        @Override
        public String toString() {
            return value + " BETWEEN " + low + " AND " + high;
        }
    }

    record In(Operand value, List<Operand> candidates) implements Condition {
        public In {
            candidates = List.copyOf(candidates);
        }

        @Override
        public String toString() {
            return candidates.stream()
                    .map(Operand::toString)
                    .collect(Collectors.joining(", ", value + " IN (", ")"));
        }
    }

    /// A function that answers yes or no.
    record Test(FunctionCall call) implements Condition {
        @Override
        public String toString() {
            return call.toString();
        }
    }

    record And(List<Condition> terms) implements Condition {
        public And {
            terms = List.copyOf(terms);
        }

        @Override
        public String toString() {
            return joined(terms, " AND ", true);
        }
    }

    record Or(List<Condition> terms) implements Condition {
        public Or {
            terms = List.copyOf(terms);
        }

        @Override
        public String toString() {
            return joined(terms, " OR ", false);
        }
    }

    record Not(Condition term) implements Condition {
        @Override
        public String toString() {
            return "NOT " + joined(List.of(term), "", true);
        }
    }

    /// Terms with what binds less tightly in parentheses.
    private static String joined(List<Condition> terms, String separator, boolean aboveAnd) {
        StringBuilder text = new StringBuilder();
        for (Condition term : terms) {
            boolean isLoose = term instanceof Or || (aboveAnd && term instanceof And);
            text.append(text.isEmpty() ? "" : separator)
                    .append(isLoose ? "(" : "")
                    .append(term)
                    .append(isLoose ? ")" : "");
        }
        return text.toString();
    }
}
