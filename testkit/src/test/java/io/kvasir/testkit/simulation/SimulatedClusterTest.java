package io.kvasir.testkit.simulation;

import static io.kvasir.testkit.simulation.JournalCluster.GROUP;
import static io.kvasir.testkit.simulation.JournalCluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest {
    private static final ClusterOptions CALM = ClusterOptions.DEFAULT.calm();
    private static final List<String> NODES = List.of("a", "b", "c");

    private static JournalCluster three(Seed seed, ClusterOptions options) {
        return new JournalCluster(seed, options, "a", "b", "c");
    }

    @Test
    void anAppendedEntryIsAppliedOnEveryReplica() {
        Seeds.each(
                20,
                seed -> {
                    JournalCluster journals = three(seed, CALM);
                    String leader = journals.awaitLeader();

                    AppendResult result =
                            journals.simulation.await(journals.append(leader, "x"), SOON);

                    assertThat(result).isInstanceOf(AppendResult.Committed.class);
                    journals.settle();
                    for (String node : NODES) {
                        assertThat(journals.machines.get(node).entries()).containsExactly("x");
                    }
                });
    }

    @Test
    void theStateMachineHearsThatItsReplicaLeadsAndIsReady() {
        JournalCluster journals = three(new Seed(1), CALM);
        String leader = journals.awaitLeader();
        journals.simulation.runFor(Duration.ofSeconds(1));
        assertThat(journals.machines.get(leader).leadership().ready()).isTrue();
        for (JournalMachine machine : journals.machines.values()) {
            assertThat(machine.leadership().leader().orElseThrow().node().value())
                    .isEqualTo(leader);
        }
    }

    @Test
    void noAcknowledgedEntryIsLostAndNoRefusedOneAppearsUnderCrashesAndPartitions() {
        Seeds.each(60, seed -> new Ordeal(seed).run());
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Seeds.each(5, seed -> assertThat(new Ordeal(seed).run()).isEqualTo(new Ordeal(seed).run()));
    }

    @Test
    void aFenceDoesNotPassOnALeaderThatIsCutOff() {
        Seeds.each(50, seed -> assertThat(staleFencePassed(seed, CALM)).isFalse());
    }

    @Test
    void theBrokenFencePassesOnALeaderThatIsCutOff() {
        assertThat(staleFencePassed(new Seed(1), CALM.withFenceConfirmed(false))).isTrue();
    }

    /// Whether a fence asked of the old leader passes after another leader acknowledged an entry.
    private static boolean staleFencePassed(Seed seed, ClusterOptions options) {
        JournalCluster journals = three(seed, options);
        String old = journals.awaitLeader();
        journals.simulation.runFor(Duration.ofSeconds(1));
        journals.cluster.isolate(old);
        String next = old.equals("a") ? "b" : "a";
        assertThat(journals.cluster.elect(GROUP, next)).isTrue();
        AppendResult written = journals.simulation.await(journals.append(next, "new"), SOON);
        assertThat(written).isInstanceOf(AppendResult.Committed.class);
        FenceResult fence =
                journals.simulation.await(
                        journals.logs.get(old).readFence(), Duration.ofMinutes(1));
        return fence instanceof FenceResult.Passed;
    }

    @Test
    void aFencePassesOnALeaderThatIsConnected() {
        JournalCluster journals = three(new Seed(3), CALM);
        String leader = journals.awaitLeader();
        journals.simulation.await(journals.append(leader, "x"), SOON);
        FenceResult fence = journals.simulation.await(journals.logs.get(leader).readFence(), SOON);
        assertThat(fence).isInstanceOf(FenceResult.Passed.class);
    }

    @Test
    void aLeaderThatNobodyHearsStepsDownAndItsAppendsEndUnknown() {
        JournalCluster journals = three(new Seed(4), CALM);
        String leader = journals.awaitLeader();
        journals.cluster.isolate(leader);
        var append = journals.append(leader, "lost or not");
        assertThat(journals.simulation.await(append, SOON))
                .isInstanceOf(AppendResult.Unknown.class);
    }

    @Test
    void aFollowerThatLaggedFarInstallsACopy() {
        JournalCluster journals = three(new Seed(5), CALM.withFlushes(Duration.ofMillis(50), 0));
        String leader = journals.awaitLeader();
        String lagging = NODES.stream().filter(n -> !n.equals(leader)).findFirst().orElseThrow();
        journals.cluster.crash(lagging);
        for (int i = 0; i < 50; i++) {
            journals.simulation.await(journals.append(leader, "e" + i), SOON);
        }
        journals.simulation.runFor(Duration.ofSeconds(1));
        journals.settle();
        assertThat(journals.machines.get(lagging).installs()).isPositive();
        assertThat(journals.machines.get(lagging).entries())
                .isEqualTo(journals.machines.get(leader).entries());
    }

    @Test
    void aWipedNodeComesBackAsAnotherReplicaThroughAMembershipChange() {
        JournalCluster journals = three(new Seed(6), CALM);
        String leader = journals.awaitLeader();
        journals.simulation.await(journals.append(leader, "before"), SOON);
        String wiped = NODES.stream().filter(n -> !n.equals(leader)).findFirst().orElseThrow();
        journals.cluster.crash(wiped);
        Member again = journals.cluster.startWiped(wiped).member();
        journals.create(wiped, List.of());
        List<Member> members =
                NODES.stream().map(n -> journals.cluster.server(n).member()).toList();
        assertThat(members).contains(again);
        MembershipResult changed =
                journals.simulation.await(journals.logs.get(leader).changeMembers(members), SOON);
        assertThat(changed).isInstanceOf(MembershipResult.Done.class);
        journals.settle();
        assertThat(journals.machines.get(wiped).entries()).containsExactly("before");
        assertThat(journals.logs.get(wiped).status().members()).isEqualTo(members);
    }

    @Test
    void aReplicaWithoutMembersNeverLeads() {
        JournalCluster journals = three(new Seed(7), CALM);
        journals.cluster.start("d");
        journals.create("d", List.of());
        journals.simulation.runFor(Duration.ofMinutes(1));
        assertThat(journals.cluster.elect(GROUP, "d")).isFalse();
        assertThat(journals.logs.get("d").status().members()).isEmpty();
    }

    @Test
    void leadershipIsHandedOver() {
        JournalCluster journals = three(new Seed(8), CALM);
        String leader = journals.awaitLeader();
        String next = leader.equals("a") ? "b" : "a";
        MembershipResult moved =
                journals.simulation.await(
                        journals.logs
                                .get(leader)
                                .transferLeadership(
                                        journals.cluster.server(next).member().replica()),
                        SOON);
        assertThat(moved).isInstanceOf(MembershipResult.Done.class);
        assertThat(journals.awaitLeader()).isEqualTo(next);
    }

    /// Writers append while nodes crash, restart and lose each other.
    private static final class Ordeal {
        private static final int STEPS = 120;

        private final JournalCluster journals;
        private final RandomGenerator random;
        private final List<String> committed = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private int written;

        Ordeal(Seed seed) {
            journals =
                    new JournalCluster(
                            seed,
                            ClusterOptions.DEFAULT.withFlushes(Duration.ofMillis(200), 3),
                            "a",
                            "b",
                            "c");
            random = seed.random("ordeal");
        }

        long run() {
            for (int i = 0; i < STEPS; i++) {
                disturb();
                for (int n = random.nextInt(4); n > 0; n--) {
                    write();
                }
                journals.simulation.runFor(Duration.ofMillis(random.nextInt(300)));
            }
            journals.settle();
            List<String> journal = journals.machines.get("a").entries();
            assertThat(journals.machines.get("b").entries()).isEqualTo(journal);
            assertThat(journals.machines.get("c").entries()).isEqualTo(journal);
            assertThat(journal).containsAll(committed).doesNotContainAnyElementsOf(refused);
            assertThat(journal).doesNotHaveDuplicates();
            assertServes();
            return journals.simulation.traceHash();
        }

        private void assertServes() {
            boolean written =
                    journals.simulation.runUntil(
                            () ->
                                    journals.simulation.await(
                                                    journals.append(journals.awaitLeader(), "end"),
                                                    SOON)
                                            instanceof AppendResult.Committed,
                            SOON);
            assertThat(written).as("serves once all is healed").isTrue();
        }

        private void write() {
            String node = NODES.get(random.nextInt(NODES.size()));
            if (!journals.cluster.server(node).isRunning()) {
                return;
            }
            String text = "w" + written++;
            journals.simulation.when(
                    journals.append(node, text),
                    result -> {
                        journals.simulation.trace(text + " " + result);
                        switch (result) {
                            case AppendResult.Committed _ -> committed.add(text);
                            case AppendResult.Refused _ -> refused.add(text);
                            case AppendResult.Unknown _ -> {}
                        }
                    });
        }

        private void disturb() {
            String node = NODES.get(random.nextInt(NODES.size()));
            boolean runs = journals.cluster.server(node).isRunning();
            switch (random.nextInt(12)) {
                case 0 -> {
                    if (runs) {
                        journals.cluster.crash(node);
                    }
                }
                case 1, 2 -> {
                    if (!runs) {
                        journals.restart(node);
                    }
                }
                case 3 -> journals.cluster.isolate(node);
                case 4 -> journals.cluster.block(node, node.equals("a") ? "b" : "a");
                case 5, 6 -> journals.cluster.heal();
                case 7 -> journals.cluster.elect(GROUP, node);
                default -> {}
            }
        }
    }
}
