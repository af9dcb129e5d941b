package io.kvasir.testkit.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Action.Consistency;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeySearchTest {
    private static final ItemModel MODEL = new ItemModel();

    @Test
    void itAgreesWithTryingEveryOrder() {
        int[] linearizable = new int[2];
        Seeds.each(
                200,
                seed -> {
                    RandomGenerator random = seed.random("operations");
                    for (int i = 0; i < 50; i++) {
                        List<Operation> operations = operations(random);
                        boolean possible = someOrderFits(operations, MODEL.initial());
                        boolean found =
                                new Linearizability(Linearizability.Limits.DEFAULT)
                                        .check(History.of(operations))
                                        .holds();
                        assertThat(found).as("%s", operations).isEqualTo(possible);
                        linearizable[possible ? 1 : 0]++;
                    }
                });
        if (System.getProperty(Seeds.SEED_PROPERTY) == null) {
            assertThat(linearizable[0]).isGreaterThan(1000);
            assertThat(linearizable[1]).isGreaterThan(1000);
        }
    }

    /// Up to six operations with results drawn from few, so that about half of the histories fit.
    private static List<Operation> operations(RandomGenerator random) {
        List<Operation> operations = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long invoked = random.nextInt(20);
            long completed = invoked + 1 + random.nextInt(12);
            Action action = action(random, i);
            operations.add(
                    new Operation(i, i, "k", action, invoked, completed, result(random, action)));
        }
        return History.of(operations).operations();
    }

    private static Action action(RandomGenerator random, int number) {
        String value = "v" + number;
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Action.Read(Consistency.STRONG);
            case 2 -> new Action.PutIf(expectation(random), value);
            case 3 -> random.nextBoolean() ? new Action.Delete() : new Action.Put(value);
            case 4 -> new Action.DeleteIf(expectation(random));
            default -> new Action.Put(value);
        };
    }

    private static Expectation expectation(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Expectation.Absent();
            case 1 -> new Expectation.Present();
            default -> new Expectation.Value("v" + random.nextInt(4));
        };
    }

    private static Result result(RandomGenerator random, Action action) {
        if (action.isRead()) {
            return Result.Seen.of(random.nextInt(3) == 0 ? null : "v" + random.nextInt(5));
        }
        boolean conditional = action instanceof Action.PutIf || action instanceof Action.DeleteIf;
        return switch (random.nextInt(6)) {
            case 0 -> new Result.Unknown("lost");
            case 1, 2 ->
                    conditional
                            ? new Result.ConditionFailed(Stamp.NONE)
                            : new Result.Written(Stamp.NONE);
            default -> new Result.Written(Stamp.NONE);
        };
    }

    /// Tries every order that keeps real time; unknown operations may be left out.
    private static boolean someOrderFits(List<Operation> left, ItemModel.State state) {
        if (left.stream().allMatch(Operation::isUnknown)) {
            return true;
        }
        for (Operation next : left) {
            boolean first = left.stream().noneMatch(other -> other.precedes(next));
            if (!first) {
                continue;
            }
            List<Operation> rest = left.stream().filter(o -> o.id() != next.id()).toList();
            ItemModel.State after = MODEL.after(state, next);
            if (after != null && someOrderFits(rest, after)) {
                return true;
            }
        }
        return false;
    }
}
