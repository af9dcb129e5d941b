package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Who should lead what, where replicas stay where they are.
class LeaderBalanceTest {
    private static final int PLANS_MAX = 200;

    private final SmallCluster cluster = new SmallCluster();

    /// Six lead on the first node, five on the second and four on the third; the first and the
    /// third have no partition in common.
    @Test
    void aNodeHandsOnByWayOfAnotherWhereItSharesNothingWithTheOneThatLeadsLeast() {
        cluster.addNodes(3, "");
        List<List<Integer>> groups = new ArrayList<>();
        groups.addAll(Collections.nCopies(6, List.of(0, 1)));
        groups.addAll(Collections.nCopies(5, List.of(1, 2)));
        groups.addAll(Collections.nCopies(4, List.of(2, 1)));
        cluster.place(groups);

        Plan plan = cluster.plan(64);

        assertThat(plan.actions()).hasSize(2);
        assertThat(preferred(plan.actions().getFirst())).isEqualTo(cluster.node(2));
        assertThat(preferred(plan.actions().getLast())).isEqualTo(cluster.node(1));
        cluster.submit(plan);
        assertThat(cluster.leaders()).containsOnly(5);
        assertThat(cluster.plan(64).actions()).isEmpty();
    }

    @Test
    void aWayThatDoesNotFitIntoOnePlanIsWalkedInSeveral() {
        cluster.addNodes(4, "");
        List<List<Integer>> groups = new ArrayList<>();
        groups.addAll(Collections.nCopies(6, List.of(0, 1)));
        groups.addAll(Collections.nCopies(5, List.of(1, 2)));
        groups.addAll(Collections.nCopies(5, List.of(2, 3)));
        groups.addAll(Collections.nCopies(4, List.of(3, 2)));
        cluster.place(groups);

        for (int i = 0; i < 3; i++) {
            cluster.submit(cluster.plan(1));
            assertThat(Collections.max(cluster.leaders())).isLessThanOrEqualTo(6);
        }

        assertThat(cluster.leaders()).containsOnly(5);
    }

    /// What can be reached at all, another algorithm says.
    @Test
    void noNodeLeadsMoreThanItMustOrThanIsNearTheMean() {
        Seeds.each(
                200,
                seed -> {
                    RandomGenerator random = seed.random("cluster");
                    SmallCluster some = new SmallCluster();
                    some.addNodes(3 + random.nextInt(8), "");
                    List<List<Integer>> groups = groups(random, some.size());
                    some.place(groups);

                    int plans = 0;
                    for (Plan plan = some.plan(3); !plan.actions().isEmpty(); plan = some.plan(3)) {
                        some.submit(plan);
                        assertThat(++plans).as("plans until rest").isLessThan(PLANS_MAX);
                    }

                    double mean = (double) groups.size() / some.size();
                    double near = Math.max(Math.ceil(mean), 1.1 * mean);
                    assertThat((double) Collections.max(some.leaders()))
                            .isLessThanOrEqualTo(Math.max(near, least(groups, some.size())));
                });
    }

    /// Of two or three replicas, in a ring of few neighbours, the first of which leads.
    private static List<List<Integer>> groups(RandomGenerator random, int nodes) {
        int size = 2 + random.nextInt(2);
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = random.nextInt(60); i >= 0; i--) {
            int first = random.nextInt(1 + random.nextInt(nodes));
            List<Integer> group = new ArrayList<>();
            for (int replica = 0; replica < size; replica++) {
                group.add((first + replica) % nodes);
            }
            groups.add(group);
        }
        return groups;
    }

    /// The least number of leaders on the node with most of them.
    private static int least(List<List<Integer>> groups, int nodes) {
        for (int most = 1; ; most++) {
            List<Set<Integer>> led = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                led.add(new HashSet<>());
            }
            boolean fits = true;
            for (int group = 0; group < groups.size() && fits; group++) {
                fits = assign(group, groups, led, most, new HashSet<>());
            }
            if (fits) {
                return most;
            }
        }
    }

    private static boolean assign(
            int group,
            List<List<Integer>> groups,
            List<Set<Integer>> led,
            int most,
            Set<Integer> asked) {
        for (int node : groups.get(group)) {
            if (asked.add(node)) {
                for (int other : freed(led.get(node), most)) {
                    if (other < 0 || assign(other, groups, led, most, asked)) {
                        led.get(node).remove(other);
                        led.get(node).add(group);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// What would have to go for one more; -1: nothing.
    private static List<Integer> freed(Set<Integer> led, int most) {
        return led.size() < most ? List.of(-1) : List.copyOf(led);
    }

    private static NodeId preferred(Action action) {
        return ((Command.PreferLeader) action.command()).node();
    }
}
