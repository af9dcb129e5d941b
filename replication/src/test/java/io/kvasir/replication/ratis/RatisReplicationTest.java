package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RatisReplicationTest {
    @TempDir Path root;

    @Test
    void entryIsAppliedOnAllReplicasAndItsOutcomeReturned() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            AppendResult one = result(leader.log.append(bytes("one")));
            assertThat(one).isInstanceOf(AppendResult.Committed.class);
            AppendResult.Committed committed = (AppendResult.Committed) one;
            assertThat(committed.outcome())
                    .isEqualTo(new Outcome.Applied(Bytes.utf8("done one as 1")));
            assertThat(committed.position())
                    .isEqualTo(leader.state.applied().getFirst().position());
            assertThat(result(leader.log.append(bytes("ignore it"))))
                    .extracting(r -> ((AppendResult.Committed) r).outcome())
                    .isEqualTo(new Outcome.Ignored("asked to"));
            cluster.nodes
                    .values()
                    .forEach(node -> cluster.awaitTexts(node, List.of("one", "ignore it")));
        }
    }

    @Test
    void followerRefusesAppendsAndFencesAndLeaderPassesThem() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
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
                                                .isGreaterThanOrEqualTo(
                                                        written.position().index()));
            }
        }
    }

    @Test
    void leadershipIsToldInOrderAndReadyOnlyAfterItsFirstEntry() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
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
            assertThat(status.followerMatchIndex().keySet())
                    .containsExactlyElementsOf(
                            cluster.except(leader).stream().map(n -> n.id).toList());
        }
    }

    @Test
    void singleReplicaElectsItselfFencesAndReplaysAfterRestart() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            cluster.write("one");
            TestCluster.Node node = cluster.leader();
            assertThat(result(node.log.readFence())).isInstanceOf(FenceResult.Passed.class);
            node.stop();
            node.restart();
            cluster.write("two");
            assertThat(node.state.texts()).containsExactly("one", "two");
        }
    }

    @Test
    void restartReplaysFromTheDurablePosition() {
        try (TestCluster cluster =
                TestCluster.of(
                        3,
                        root,
                        config ->
                                config.withFlush(
                                        new RatisConfig.Flush(
                                                10, 1 << 20, java.time.Duration.ofHours(1))))) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                cluster.write("w" + i);
                all.add("w" + i);
            }
            cluster.awaitConverged();
            await().atMost(TestCluster.LONG)
                    .until(() ->
                            cluster.nodes.values().stream()
                                    .allMatch(n -> n.state.durablePosition().index() > 0));
            cluster.nodes.values().forEach(TestCluster.Node::stop);
            cluster.nodes.values().forEach(TestCluster.Node::restart);
            cluster.write("last");
            all.add("last");
            cluster.nodes.values().forEach(node -> cluster.awaitTexts(node, all));
        }
    }

    @Test
    void leaderThatStopsIsReplacedAndNothingAcknowledgedIsLost() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("before");
            TestCluster.Node old = cluster.leader();
            List<CompletableFuture<AppendResult>> pending = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pending.add(old.log.append(bytes("p" + i)));
            }
            old.stop();
            TestCluster.Node fresh = cluster.leaderExcept(old);
            cluster.write("after");
            List<String> texts = fresh.state.texts();
            for (int i = 0; i < 20; i++) {
                switch (result(pending.get(i))) {
                    case AppendResult.Committed _ -> assertThat(texts).contains("p" + i);
                    case AppendResult.Refused _ -> assertThat(texts).doesNotContain("p" + i);
                    case AppendResult.Unknown _ -> {}
                }
            }
            assertThat(texts).startsWith("before").endsWith("after").doesNotHaveDuplicates();
            old.restart();
            cluster.awaitTexts(old, texts);
        }
    }

    @Test
    void leadershipIsTransferredOnRequest() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
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

    @Test
    void storedListsLogsAndRemoveDeletesThem() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            TestCluster.Node node = cluster.leader();
            assertThat(node.server.stored()).containsExactly(cluster.group);
            assertThatThrownBy(() -> node.server.create(cluster.group, List.of(), node.state))
                    .isInstanceOf(InvalidArgumentException.class);
            CompletableFuture<AppendResult> last = node.log.append(bytes("last"));
            node.server.remove(cluster.group);
            assertThat(last).isDone();
            assertThat(node.server.stored()).isEmpty();
            assertThat(result(node.log.append(bytes("x"))))
                    .isInstanceOf(AppendResult.Refused.class);
            assertThat(node.log.status().role()).isEqualTo(ReplicaStatus.Role.STOPPED);
            node.create(cluster.members());
            cluster.write("again");
            assertThat(node.state.texts()).containsExactly("again");
            assertThat(RatisNames.group(RatisNames.group(cluster.group).getUuid().toString()))
                    .contains(cluster.group);
            assertThat(RatisNames.group(GroupId.CONTROL_PLANE).getUuid().toString())
                    .isEqualTo("6b766173-6972-0000-0000-000000000000");
        }
    }

    @Test
    void seededGroupBeginsItsLogBehindTheSeed() {
        try (TestCluster cluster =
                new TestCluster(root, c -> c, io.kvasir.replication.ReplicationMetrics.NONE)) {
            for (int i = 1; i <= 3; i++) {
                cluster.add("n" + i, "a");
            }
            for (TestCluster.Node node : cluster.nodes.values()) {
                RecordingStateMachine.Disk disk = new RecordingStateMachine.Disk();
                disk.write(new LogPosition(1, 500), List.of());
                node.create(cluster.members(), disk);
            }
            cluster.write("first");
            assertThat(cluster.leader().state.applied().getFirst().position().index())
                    .isGreaterThan(500);
            cluster.awaitConverged();
            cluster.nodes.values().forEach(TestCluster.Node::stop);
            cluster.nodes.values().forEach(TestCluster.Node::restart);
            cluster.write("second");
            cluster.awaitConverged();
            assertThat(cluster.leader().state.texts()).containsExactly("first", "second");
        }
    }

    @Test
    void applyThatThrowsIsFatal() {
        TestCluster cluster = TestCluster.of(1, root);
        TestCluster.Node node = cluster.leader();
        node.state.failsOnApply = true;
        CompletableFuture<AppendResult> append = node.log.append(bytes("bad"));
        await().atMost(TestCluster.LONG).until(() -> !cluster.fatal.isEmpty());
        assertThat(cluster.fatal.getFirst()).contains("applying").contains("told to fail");
        assertThat(cluster.fatal).hasSize(1);
        node.server.close();
        assertThat(result(append)).isInstanceOf(AppendResult.Unknown.class);
    }

    @Test
    void serverThatRatisClosesByItselfIsFatal() throws Exception {
        TestCluster cluster = TestCluster.of(1, root);
        TestCluster.Node node = cluster.leader();
        node.server.raft().close();
        await().atMost(TestCluster.LONG).until(() -> !cluster.fatal.isEmpty());
        node.server.close();
        assertThat(node.log.status().role()).isEqualTo(ReplicaStatus.Role.STOPPED);
    }

    @Test
    void portInUseIsAnException() throws Exception {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            TestCluster.Node node = cluster.leader();
            assertThatThrownBy(() ->
                            new RatisReplicationServer(
                                    RatisConfig.of(
                                            node.id,
                                            "127.0.0.1",
                                            node.port,
                                            root.resolve("other"))))
                    .isInstanceOf(IOException.class);
        }
    }
}
