package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition.Between;
import io.kvasir.model.expression.Condition.Comparison;
import io.kvasir.model.expression.Condition.In;
import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.StringValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be told of a bound expression's operands without an item: their number, that they
/// differ, and the types of those that are constants. Inner functions are looked at before outer
/// ones, and one rule over a whole condition before the next rule.
final class OperandChecks {
    private static final List<String> TYPE_NAMES =
            List.of("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M");

    /// How an error about an operand is told.
    interface Fault {
        InvalidArgumentException error(String detail);
    }

    private final Fault fault;

    OperandChecks(Fault fault) {
        this.fault = fault;
    }

    void check(Condition condition) {
        switch (condition) {
            case Comparison comparison -> check(comparison);
            case Between between -> check(between);
            case In in -> {
                requireCounts(in.value());
                in.candidates().forEach(this::requireCounts);
                requireDistinct("IN", in.value(), in.candidates());
                requireTypes(in.value());
                in.candidates().forEach(this::requireTypes);
            }
            case Condition.Test(FunctionCall call) -> {
                requireCounts(call);
                requireDistinctIn(call);
                requireTypes(call);
            }
            case Condition.And and -> {}
            case Condition.Or or -> {}
            case Condition.Not not -> {}
        }
    }

    private void check(Comparison comparison) {
        String sign = comparison.comparator().sign();
        requireCounts(comparison.left());
        requireCounts(comparison.right());
        requireDistinctIn(comparison.left());
        requireDistinctIn(comparison.right());
        requireDistinct(sign, comparison.left(), List.of(comparison.right()));
        requireTypes(comparison.left());
        requireTypes(comparison.right());
        if (comparison.comparator().isOrdering()) {
            requireOrdered(sign, comparison.left());
            requireOrdered(sign, comparison.right());
        }
    }

    private void check(Between between) {
        List<Operand> operands = List.of(between.value(), between.low(), between.high());
        operands.forEach(this::requireCounts);
        requireDistinct("BETWEEN", between.value(), List.of(between.low(), between.high()));
        operands.forEach(this::requireTypes);
        operands.forEach(operand -> requireOrdered("BETWEEN", operand));
        if (between.low() instanceof Constant(AttributeValue low)
                && between.high() instanceof Constant(AttributeValue high)) {
            String bounds =
                    "; lower bound operand: AttributeValue: {"
                            + Values.described(low)
                            + "}, upper bound operand: AttributeValue: {"
                            + Values.described(high)
                            + "}";
            if (!low.typeName().equals(high.typeName())) {
                throw fault.error(
                        "The BETWEEN operator requires same data type for lower and upper bounds"
                                + bounds);
            }
            if (Values.compare(low, high) > 0) {
                throw fault.error(
                        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
                                + bounds);
            }
        }
    }

    void requireCounts(Operand operand) {
        switch (operand) {
            case FunctionCall call -> {
                call.arguments().forEach(this::requireCounts);
                requireCount(call);
            }
            case Arithmetic sum -> {
                requireCounts(sum.left());
                requireCounts(sum.right());
            }
            case PathOperand path -> {}
            case Operand.ValuePlaceholder placeholder -> {}
            case Constant constant -> {}
        }
    }

    private void requireCount(FunctionCall call) {
        if (call.arguments().size() != call.function().operands()) {
            throw fault.error(
                    "Incorrect number of operands for operator or function; operator or function: "
                            + call.function().functionName()
                            + ", number of operands: "
                            + call.arguments().size());
        }
    }

    private void requireDistinctIn(Operand operand) {
        if (operand instanceof FunctionCall call) {
            call.arguments().forEach(this::requireDistinctIn);
            if (call.arguments().size() == 2) {
                requireDistinct(
                        call.function().functionName(),
                        call.arguments().getFirst(),
                        call.arguments().subList(1, 2));
            }
        }
    }

    private void requireDistinct(String operator, Operand first, List<Operand> others) {
        if (first instanceof PathOperand(Path path) && others.contains(first)) {
            throw fault.error(
                    "The first operand must be distinct from the remaining operands for this operator or function; operator: "
                            + operator
                            + ", first operand: "
                            + path.described());
        }
    }

    void requireTypes(Operand operand) {
        switch (operand) {
            case FunctionCall call -> {
                call.arguments().forEach(this::requireTypes);
                requireTypesOf(call);
            }
            case Arithmetic sum -> {
                requireTypes(sum.left());
                requireTypes(sum.right());
                requireType(sum.operator().sign(), "N", sum.left());
                requireType(sum.operator().sign(), "N", sum.right());
            }
            case PathOperand path -> {}
            case Operand.ValuePlaceholder placeholder -> {}
            case Constant constant -> {}
        }
    }

    private void requireTypesOf(FunctionCall call) {
        String name = call.function().functionName();
        List<Operand> arguments = call.arguments();
        switch (call.function()) {
            case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, IF_NOT_EXISTS -> {
                if (!(arguments.getFirst() instanceof PathOperand)) {
                    throw fault.error(
                            "Operator or function requires a document path; operator or function: "
                                    + name);
                }
            }
            case BEGINS_WITH -> {
                for (Operand argument : arguments) {
                    @Nullable String type = type(argument);
                    if (type != null && !type.equals("S") && !type.equals("B")) {
                        throw wrongType(name, type);
                    }
                }
            }
            case ATTRIBUTE_TYPE -> requireTypeName(name, arguments.get(1));
            case SIZE -> {
                @Nullable String type = type(arguments.getFirst());
                if (type != null && List.of("N", "BOOL", "NULL").contains(type)) {
                    throw wrongType(name, type);
                }
            }
            case LIST_APPEND -> arguments.forEach(argument -> requireType(name, "L", argument));
            case CONTAINS -> {}
        }
    }

    private void requireTypeName(String name, Operand argument) {
        @Nullable String type = type(argument);
        if (!(argument instanceof Constant(StringValue(String wanted)))) {
            throw wrongType(name, type == null ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : type);
        }
        if (!TYPE_NAMES.contains(wanted)) {
            throw fault.error(
                    "Invalid attribute type name found; type: "
                            + wanted
                            + ", valid types: {"
                            + String.join(",", TYPE_NAMES)
                            + "}");
        }
    }

    private void requireOrdered(String operator, Operand operand) {
        if (operand instanceof Constant(AttributeValue value) && !Values.isOrdered(value)) {
            throw wrongType(operator, value.typeName());
        }
    }

    private void requireType(String operator, String wanted, Operand operand) {
        if (operand instanceof Constant(AttributeValue value) && !value.typeName().equals(wanted)) {
            throw wrongType(operator, value.typeName());
        }
    }

    private InvalidArgumentException wrongType(String operator, String type) {
        return fault.error(
                "Incorrect operand type for operator or function; operator or function: "
                        + operator
                        + ", operand type: "
                        + type);
    }

    /// The type's name where it is known without an item.
    private static @Nullable String type(Operand operand) {
        if (operand instanceof Constant(AttributeValue value)) {
            return value.typeName();
        }
        return operand instanceof FunctionCall call && call.function() == Function.SIZE
                ? "N"
                : null;
    }
}
