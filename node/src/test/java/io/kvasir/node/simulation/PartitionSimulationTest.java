package io.kvasir.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Durability;
import io.kvasir.testkit.checker.Linearizability;
import io.kvasir.testkit.checker.LogOrder;
import io.kvasir.testkit.checker.ReplicaEquality;
import io.kvasir.testkit.checker.SessionGuarantees;
import io.kvasir.testkit.checker.StalenessBound;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.ReplicaChecksum;
import io.kvasir.testkit.simulation.ClusterOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Clients write and read one partition while its replicas crash, lose each other and lose their
/// disks; then the checkers judge what the clients saw.
class PartitionSimulationTest {
    private static final ClusterOptions ROUGH =
            ClusterOptions.DEFAULT
                    .withAppendShares(0.02, 0.02, 0.02)
                    .withFlushes(Duration.ofMillis(300), 5);
    private static final List<Checker> CHECKERS =
            List.of(
                    new Linearizability(Linearizability.Limits.DEFAULT),
                    new LogOrder(),
                    new Durability(),
                    new SessionGuarantees(),
                    new StalenessBound(),
                    new ReplicaEquality());

    @Test
    void whatClientsSeeIsExplainedByOneOrderAndNothingAcknowledgedIsLost() {
        Seeds.each(
                25,
                seed -> {
                    Run run = new Run(seed, ROUGH);
                    History history = run.play();
                    assertThat(run.nodes.faults).isEmpty();
                    assertThat(history.operations()).hasSizeGreaterThan(100);
                    for (Checker checker : CHECKERS) {
                        assertThat(checker.check(history))
                                .as(checker.name())
                                .isInstanceOf(Verdict.Holds.class);
                    }
                });
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Seeds.each(
                3,
                seed -> {
                    Run first = new Run(seed, ROUGH);
                    Run second = new Run(seed, ROUGH);
                    assertThat(second.play().operations()).isEqualTo(first.play().operations());
                    assertThat(second.nodes.simulation.traceHash())
                            .isEqualTo(first.nodes.simulation.traceHash());
                });
    }

    @Test
    void someRunRebuildsAReplicaFromACopy() {
        int copies = 0;
        for (int i = 0; i < 20 && copies == 0; i++) {
            Run run = new Run(new Seed(i), ROUGH);
            run.play();
            copies += run.nodes.copies();
        }
        assertThat(copies).isPositive();
    }

    @Test
    void aFenceThatConfirmsNothingIsCaught() {
        int caught = 0;
        for (int i = 0; i < 40 && caught == 0; i++) {
            History history = new Run(new Seed(i), ROUGH.withFenceConfirmed(false)).play();
            caught +=
                    CHECKERS.stream().anyMatch(c -> c.check(history) instanceof Verdict.Violated)
                            ? 1
                            : 0;
        }
        assertThat(caught).as("runs in which a stale read was found").isPositive();
    }

    private static final class Run {
        private static final int CLIENTS = 6;
        private static final int STEPS = 60;
        private static final int STEP_MS_MAX = 700;

        private final SimulatedNodes nodes;
        private final RandomGenerator random;
        private final List<Operation> recorded = new ArrayList<>();

        Run(Seed seed, ClusterOptions options) {
            nodes = new SimulatedNodes(seed, options, "a", "b", "c");
            random = seed.random("nemesis");
        }

        History play() {
            List<SimulatedClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new SimulatedClient(i, nodes, recorded));
            }
            clients.forEach(SimulatedClient::start);
            for (int i = 0; i < STEPS; i++) {
                disturb();
                nodes.simulation.runFor(Duration.ofMillis(random.nextInt(STEP_MS_MAX)));
            }
            nodes.settle();
            nodes.simulation.runFor(Duration.ofSeconds(1));
            clients.forEach(SimulatedClient::stop);
            // Long enough for the last attempt under a token.
            nodes.simulation.runFor(Duration.ofSeconds(30));
            nodes.settle();
            return judged();
        }

        private void disturb() {
            String node = nodes.names.get(random.nextInt(nodes.names.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> crashOrRestart(node);
                case 2 -> nodes.cluster.isolate(node);
                case 3 -> nodes.cluster.block(node, nodes.names.get(random.nextInt(3)));
                case 4 -> wipe(node);
                case 5 -> nodes.elect(node);
                default -> nodes.cluster.heal();
            }
        }

        private void crashOrRestart(String node) {
            if (nodes.isRunning(node)) {
                nodes.crash(node);
            } else {
                nodes.restart(node);
            }
        }

        /// Only where all others hold everything: losing disks on a majority is declared loss.
        private void wipe(String node) {
            boolean whole = nodes.names.stream().allMatch(nodes::isRunning) && nodes.isWhole();
            if (whole) {
                nodes.cluster.heal();
                nodes.crash(node);
                nodes.restartWiped(node);
                nodes.simulation.runUntil(nodes::isWhole, SimulatedNodes.SOON);
            }
        }

        private History judged() {
            Replica leader = nodes.leader().flatMap(nodes::replica).orElseThrow();
            TreeSet<String> keys = new TreeSet<>();
            recorded.forEach(operation -> keys.add(operation.key()));
            List<FinalItem> finals =
                    keys.stream().map(key -> SimulatedClient.stored(leader, key)).toList();
            List<ReplicaChecksum> checksums = nodes.names.stream().map(this::checksum).toList();
            return History.of(recorded).withFinalItems(finals).withChecksums(checksums);
        }

        private ReplicaChecksum checksum(String node) {
            Replica replica = nodes.replica(node).orElseThrow();
            HashStream64 hash = Hashing.xxh3_64().hashStream();
            replica.store()
                    .scan(
                            KeyRange.ALL,
                            Direction.FORWARD,
                            Tier.DISK,
                            (key, value) -> {
                                hash.putByteArray(key.array()).putByteArray(value.array());
                                return true;
                            });
            return new ReplicaChecksum(
                    SimulatedNodes.PARTITION,
                    node,
                    replica.state().applied().index(),
                    hash.getAsLong());
        }
    }
}
