package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.Bytes;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds while all three replicas run, on one cluster for all tests.
final class HealthyGroupTest {
    private static TestCluster cluster;

    @BeforeAll
    static void start(@TempDir Path root) {
        cluster = TestCluster.of(3, root);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void entryIsAppliedOnAllReplicasAndItsOutcomeReturned() {
        TestCluster.Node leader = cluster.leader();
        int count = leader.state.applied().size();
        AppendResult one = result(leader.log.append(bytes("one")));
        assertThat(one).isInstanceOf(AppendResult.Committed.class);
        AppendResult.Committed committed = (AppendResult.Committed) one;
        assertThat(committed.outcome())
                .isEqualTo(new Outcome.Applied(Bytes.utf8("done one as " + (count + 1))));
        assertThat(committed.position()).isEqualTo(leader.state.applied().get(count).position());
        assertThat(result(leader.log.append(bytes("ignore it"))))
                .extracting(r -> ((AppendResult.Committed) r).outcome())
                .isEqualTo(new Outcome.Ignored("asked to"));
        assertThat(leader.state.texts()).endsWith("one", "ignore it");
        cluster.awaitConverged();
    }

    @Test
    void followerRefusesAppendsAndFencesAndLeaderPassesThem() {
        TestCluster.Node leader = cluster.leader();
        TestCluster.Node follower = cluster.except(leader).getFirst();
        assertThat(result(follower.log.append(bytes("x"))))
                .isInstanceOf(AppendResult.Refused.class);
        assertThat(result(follower.log.readFence())).isInstanceOf(FenceResult.Failed.class);
        assertThat(result(leader.log.append(new byte[leader.log.entryBytesMax() + 1])))
                .isInstanceOf(AppendResult.Refused.class);
        assertThat(result(leader.log.append(new byte[leader.log.entryBytesMax()])))
                .isInstanceOf(AppendResult.Committed.class);
        for (int i = 0; i < 20; i++) {
            AppendResult.Committed written =
                    (AppendResult.Committed) result(leader.log.append(bytes("w" + i)));
            assertThat(result(leader.log.readFence()))
                    .isInstanceOfSatisfying(
                            FenceResult.Passed.class,
                            passed ->
                                    assertThat(passed.appliedIndex())
                                            .isGreaterThanOrEqualTo(written.position().index()));
        }
    }

    @Test
    void leadershipIsToldInOrderAndReadyOnlyAfterItsFirstEntry() {
        TestCluster.Node leader = cluster.leader();
        await().atMost(TestCluster.LONG)
                .until(() -> leader.state.leaderships.stream().anyMatch(l -> l.ready()));
        assertThat(leader.state.leaderships)
                .isSortedAccordingTo((a, b) -> Long.compare(a.term(), b.term()));
        assertThat(leader.state.leaderships.getLast().leader()).contains(leader.id);
        for (TestCluster.Node follower : cluster.except(leader)) {
            await().atMost(TestCluster.LONG)
                    .untilAsserted(() -> {
                        assertThat(follower.log.leadership().leader()).contains(leader.id);
                        assertThat(follower.log.leadership().ready()).isFalse();
                        assertThat(follower.log.status().role())
                                .isEqualTo(ReplicaStatus.Role.FOLLOWER);
                        assertThat(follower.log.status().members()).hasSize(3);
                    });
        }
        ReplicaStatus status = leader.log.status();
        assertThat(status.role()).isEqualTo(ReplicaStatus.Role.LEADER);
        assertThat(status.followers().keySet())
                .containsExactlyElementsOf(cluster.except(leader).stream().map(n -> n.id).toList());
        await().atMost(TestCluster.LONG)
                .untilAsserted(() ->
                        assertThat(leader.log.status().followers().values())
                                .allMatch(each -> each.silentNanos() < 1_000_000_000L));
    }

    @Test
    void leadershipIsTransferredOnRequest() {
        cluster.write("one");
        TestCluster.Node leader = cluster.leader();
        TestCluster.Node target = cluster.except(leader).getLast();
        await().atMost(TestCluster.LONG)
                .until(() ->
                        result(cluster.leader().log.transferLeadership(target.id))
                                instanceof MembershipResult.Done);
        await().atMost(TestCluster.LONG).until(target::leads);
        cluster.write("two");
    }
}
