package io.kvasir.model.expression;

import io.kvasir.model.RandomValues;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Operand.ValuePlaceholder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random trees that have a text.
final class RandomExpressions {
    private static final List<Comparator> COMPARATORS = List.of(Comparator.values());
    private static final List<Function> TESTS =
            List.of(
                    Function.ATTRIBUTE_EXISTS,
                    Function.ATTRIBUTE_NOT_EXISTS,
                    Function.ATTRIBUTE_TYPE,
                    Function.BEGINS_WITH,
                    Function.CONTAINS);

    private RandomExpressions() {}

    static Condition condition(RandomGenerator dice, int depth) {
        return switch (dice.nextInt(depth > 0 ? 8 : 4)) {
            case 0 ->
                    new Condition.Comparison(
                            COMPARATORS.get(dice.nextInt(COMPARATORS.size())),
                            operand(dice),
                            operand(dice));
            case 1 -> new Condition.Between(operand(dice), operand(dice), operand(dice));
            case 2 -> new Condition.In(operand(dice), operands(dice));
            case 3 -> {
                Function function = TESTS.get(dice.nextInt(TESTS.size()));
                List<Operand> arguments = new ArrayList<>();
                arguments.add(new PathOperand(path(dice)));
                if (function.operands() == 2) {
                    arguments.add(operand(dice));
                }
                yield new Condition.Test(new FunctionCall(function, arguments));
            }
            case 4, 5 -> new Condition.And(terms(dice, depth));
            case 6 -> new Condition.Or(terms(dice, depth));
            default -> new Condition.Not(condition(dice, depth - 1));
        };
    }

    private static List<Condition> terms(RandomGenerator dice, int depth) {
        List<Condition> terms = new ArrayList<>();
        for (int left = dice.nextInt(2, 4); left > 0; left--) {
            terms.add(condition(dice, depth - 1));
        }
        return terms;
    }

    private static List<Operand> operands(RandomGenerator dice) {
        List<Operand> operands = new ArrayList<>();
        for (int left = dice.nextInt(1, 4); left > 0; left--) {
            operands.add(operand(dice));
        }
        return operands;
    }

    private static Operand operand(RandomGenerator dice) {
        return switch (dice.nextInt(4)) {
            case 0 -> value(dice);
            case 1 -> new FunctionCall(Function.SIZE, List.of(new PathOperand(path(dice))));
            default -> new PathOperand(path(dice));
        };
    }

    private static Operand value(RandomGenerator dice) {
        return new ValuePlaceholder(":v" + dice.nextInt(4));
    }

    static Path path(RandomGenerator dice) {
        List<PathStep> steps = new ArrayList<>();
        steps.add(name(dice));
        while (dice.nextInt(3) == 0) {
            steps.add(dice.nextBoolean() ? name(dice) : new PathStep.Index(dice.nextInt(4)));
        }
        return new Path(steps);
    }

    private static PathStep name(RandomGenerator dice) {
        return dice.nextInt(3) == 0
                ? new PathStep.Placeholder("#n" + dice.nextInt(3))
                : new PathStep.Attribute(RandomValues.name(dice));
    }

    static List<UpdateAction> actions(RandomGenerator dice) {
        List<UpdateAction> actions = new ArrayList<>();
        for (int left = dice.nextInt(1, 6); left > 0; left--) {
            Path path = path(dice);
            actions.add(
                    switch (dice.nextInt(6)) {
                        case 0 -> new UpdateAction.Remove(path);
                        case 1 -> new UpdateAction.Add(path, value(dice));
                        case 2 -> new UpdateAction.Delete(path, value(dice));
                        default -> new UpdateAction.Set(path, newValue(dice));
                    });
        }
        return actions;
    }

    private static Operand newValue(RandomGenerator dice) {
        return switch (dice.nextInt(5)) {
            case 0 -> value(dice);
            case 1 ->
                    new FunctionCall(
                            Function.IF_NOT_EXISTS,
                            List.of(new PathOperand(path(dice)), value(dice)));
            case 2 ->
                    new FunctionCall(
                            Function.LIST_APPEND,
                            List.of(new PathOperand(path(dice)), value(dice)));
            case 3 ->
                    new Operand.Arithmetic(
                            dice.nextBoolean()
                                    ? Operand.Arithmetic.Operator.PLUS
                                    : Operand.Arithmetic.Operator.MINUS,
                            new PathOperand(path(dice)),
                            value(dice));
            default -> new PathOperand(path(dice));
        };
    }
}
