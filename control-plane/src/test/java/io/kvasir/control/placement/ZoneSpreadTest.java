package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Replicas of a partition are in as many zones as there are, and wait for that.
class ZoneSpreadTest {
    private static final int PLANS_MAX = 20;

    private final SmallCluster cluster = new SmallCluster();

    @Test
    void replicasOfALostNodeWaitForANodeOfItsZoneRatherThanShareOneOfAnother() {
        cluster.addNodes(2, "a");
        cluster.addNodes(2, "b");
        cluster.addNodes(2, "c");
        cluster.place(Collections.nCopies(6, List.of(2, 0, 4)));
        cluster.silence(0);

        Plan plan = cluster.plan(64);

        assertThat(plan.actions()).hasSize(Moves.RECEIVED_MAX);
        assertThat(plan.actions()).allSatisfy(each -> assertThat(added(each)).isEqualTo("n1"));
        assertThat(plan.rejections())
                .anyMatch(each -> each.reason().contains("is ready to receive it"));
    }

    @Test
    void replicasAreTakenApartOnceThereAreZonesForThem() {
        cluster.addNodes(3, "a");
        cluster.place(List.of(List.of(0, 1, 2), List.of(1, 2, 0), List.of(2, 0, 1)));
        assertThat(cluster.plan(64).actions()).isEmpty();
        List<Optional<NodeId>> leaders = leaders();
        cluster.addNodes(1, "b");
        cluster.addNodes(1, "c");

        int plans = 0;
        for (Plan plan = cluster.plan(64);
                plan.actions().stream()
                        .anyMatch(each -> each.command() instanceof Command.ChangeReplicas);
                plan = cluster.plan(64)) {
            cluster.submit(plan);
            assertThat(++plans).as("plans until all are apart").isLessThan(PLANS_MAX);
        }

        for (PartitionEntry entry : cluster.state().partitions().values()) {
            Set<String> zones = new TreeSet<>();
            entry.replicas()
                    .forEach(each ->
                            zones.add(cluster.state().node(each.node()).orElseThrow().zone()));
            assertThat(zones).containsExactly("a", "b", "c");
        }
        assertThat(leaders()).as("leaders stay").isEqualTo(leaders);
    }

    private List<Optional<NodeId>> leaders() {
        List<Optional<NodeId>> leaders = new ArrayList<>();
        cluster.state().partitions().values().forEach(each -> leaders.add(each.preferredLeader()));
        return leaders;
    }

    private static String added(Action action) {
        Command.ChangeReplicas change = (Command.ChangeReplicas) action.command();
        return change.to().stream()
                .filter(each -> !change.from().contains(each))
                .findAny()
                .orElseThrow()
                .node()
                .value();
    }
}
