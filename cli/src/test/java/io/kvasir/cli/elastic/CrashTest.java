package io.kvasir.cli.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.partition.Partition;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.SplitSteps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every step of split, move and merge, and at each of them the end of whoever takes part: the
/// control plane's leader, the partition's, the node that receives, the one that is left, or all
/// nodes at once. Whatever it was, the cluster comes to what was ordered, with the key space tiled,
/// each item where it belongs, once, and nothing left behind.
///
/// The cases share one cluster, so that each begins on what the one before has left.
@TestInstance(Lifecycle.PER_CLASS)
class CrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    enum Struck {
        CONTROL_LEADER,
        LEADER,
        TARGET,
        SOURCE,
        ALL_NODES
    }

    record Case(Enum<?> step, Struck struck) {
        @Override
        public String toString() {
            return step.getDeclaringClass().getEnclosingClass().getSimpleName()
                    + " "
                    + step
                    + ", "
                    + struck;
        }
    }

    private ElasticWorld world;
    private SteadyCounters counters;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        world = new ElasticWorld(folder, 1, ElasticWorld.byOrderOnly());
        counters = new SteadyCounters(world.client());
        counters.create();
        world.awaitRest(1);
    }

    @AfterAll
    void close() throws Exception {
        if (counters != null) {
            counters.close();
        }
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void begin() {
        counters.start();
    }

    /// With `-Dkvasir.crashes.all=true` every one of them; else without those that come upon the
    /// same disks and logs as another.
    static List<Case> moves() {
        List<Case> cases = new ArrayList<>();
        for (MoveSteps.Step step : MoveSteps.Step.values()) {
            for (Struck struck : Struck.values()) {
                Case each = new Case(step, struck);
                if (Boolean.getBoolean("kvasir.crashes.all") || !isLikeAnother(step, struck)) {
                    cases.add(each);
                }
            }
        }
        return chosen(cases);
    }

    private static boolean isLikeAnother(MoveSteps.Step step, Struck struck) {
        return switch (step) {
            // As ADDING, ADDED, and a move that is over.
            case JOINED, REMOVING, LEFT -> true;
            case STORED, ADDING, ADDED, HANDING ->
                    struck == Struck.SOURCE || struck == Struck.ALL_NODES;
            case COPYING, HANDED -> struck == Struck.SOURCE;
            // Of a copy the control plane knows that it has begun.
            case COPIED, INSTALLED -> struck == Struck.SOURCE || struck == Struck.CONTROL_LEADER;
            case REMOVED -> struck == Struck.ALL_NODES;
            // The group has gone on: it is about the old one's node alone.
            case LEAVING -> struck != Struck.SOURCE && struck != Struck.CONTROL_LEADER;
            case UNLOGGED -> struck != Struck.SOURCE;
        };
    }

    static List<Case> divisions() {
        List<Case> cases = new ArrayList<>();
        for (SplitSteps.Step step : SplitSteps.Step.values()) {
            cases.add(new Case(step, Struck.CONTROL_LEADER));
            cases.add(new Case(step, Struck.LEADER));
        }
        for (MergeSteps.Step step : MergeSteps.Step.values()) {
            if (step != MergeSteps.Step.ABANDONED && step != MergeSteps.Step.UNSEALED) {
                cases.add(new Case(step, Struck.CONTROL_LEADER));
            }
        }
        return chosen(cases);
    }

    /// Those whose names match `-Dkvasir.crashes`.
    private static List<Case> chosen(List<Case> cases) {
        String pattern = System.getProperty("kvasir.crashes", ".*");
        return cases.stream().filter(each -> each.toString().matches(pattern)).toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("moves")
    void aReplicaEndsWhereItWasToMove(Case at) throws Exception {
        divided();
        // Its log begins where it was split off: who joins it gets a copy.
        Partition before = world.map().getLast();
        String leader = world.leader(before.id().value());
        boolean leads = at.step() == MoveSteps.Step.HANDING || at.step() == MoveSteps.Step.HANDED;
        String from =
                ElasticWorld.nodesOf(before).stream()
                        .filter(name -> name.equals(leader) == leads)
                        .findFirst()
                        .orElseThrow();
        String to =
                ElasticWorld.NODES.stream()
                        .filter(name -> !ElasticWorld.nodesOf(before).contains(name))
                        .findFirst()
                        .orElseThrow();
        world.gate().hold(at.step());
        world.client().admin().move(before.id().value(), from, to);
        strike(at, before.id().value(), from, to);
        requireOver(2);
        Set<String> after = new TreeSet<>(ElasticWorld.nodesOf(before));
        after.remove(from);
        after.add(to);
        assertThat(ElasticWorld.nodesOf(world.map().getLast())).isEqualTo(after);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("divisions")
    void aPartitionEndsDividedOrWholeAsWasOrdered(Case at) throws Exception {
        boolean divides = at.step() instanceof SplitSteps.Step;
        if (divides) {
            whole();
        } else {
            divided();
        }
        long partition = world.map().getFirst().id().value();
        world.gate().hold(at.step());
        if (divides) {
            world.client().admin().split(partition, Optional.empty());
        } else {
            world.client().admin().merge(partition);
        }
        strike(at, partition, "", "");
        requireOver(divides ? 2 : 1);
    }

    private void whole() {
        if (world.map().size() > 1) {
            world.client().admin().merge(world.map().getFirst().id().value());
            world.awaitRest(1);
        }
    }

    private void divided() {
        if (world.map().size() == 1) {
            world.client().admin().split(world.map().getFirst().id().value(), Optional.empty());
            world.awaitRest(2);
        }
    }

    /// Waits for the step, and ends whom it is to strike there; the others go on at once.
    private void strike(Case at, long partition, String from, String to) throws Exception {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> world.gate().isHeld());
        if (at.struck() == Struck.CONTROL_LEADER) {
            String ended = world.crashControlLeader();
            world.gate().goOn();
            progress();
            world.startControl(ended);
            return;
        }
        Set<String> struck =
                switch (at.struck()) {
                    case LEADER -> Set.of(world.leader(partition));
                    case TARGET -> Set.of(to);
                    case SOURCE -> Set.of(from);
                    case ALL_NODES -> Set.copyOf(ElasticWorld.NODES);
                    case CONTROL_LEADER -> Set.of();
                };
        world.crash(struck);
        world.gate().goOn();
        if (at.struck() != Struck.ALL_NODES) {
            progress();
        }
        world.restart(struck);
    }

    /// Clients are served, though somebody is down.
    private void progress() {
        int before = counters.done();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> counters.done() > before + 2 || counters.failure().isPresent());
    }

    private void requireOver(int partitions) throws Exception {
        progress();
        counters.stop();
        world.awaitRest(partitions);
        counters.requireExact();
        world.requireAlike();
    }
}
