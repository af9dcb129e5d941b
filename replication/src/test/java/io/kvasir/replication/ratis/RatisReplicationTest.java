package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import io.kvasir.replication.ReplicationMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.impl.FailedTransfer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RatisReplicationTest {
    @TempDir Path root;

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
                                        new RatisConfig.Flush(10, 1 << 20, Duration.ofHours(1))))) {
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

    /// A member takes itself for forgotten after a minute without a leader, and goes: not at once.
    @Test
    void aMemberWhoseLeaderHasJustEndedTellsHowLongAgoThatWas() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            cluster.write("one");
            List<TestCluster.Node> others = cluster.except(leader);
            TestCluster.Node left = others.getFirst();
            others.getLast().stop();
            long begun = System.nanoTime();
            leader.stop();
            await().atMost(TestCluster.LONG)
                    .until(() -> left.log.status().leadership().leader().isEmpty());
            long sinceNanos = System.nanoTime() - begun;
            assertThat(left.log.status().leaderContactAgeNanos())
                    .isBetween(0L, sinceNanos + 2_000_000_000L);
        }
    }

    @Test
    void aFollowerThatIsGoneIsSilentAndIsGivenNoLeadershipForLong() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            cluster.write("one");
            cluster.awaitConverged();
            TestCluster.Node gone = cluster.except(leader).getFirst();
            gone.stop();
            long silent = 1_500_000_000L;
            await().atMost(TestCluster.LONG)
                    .until(() ->
                            leader.log.status().followers().get(gone.id).silentNanos() > silent);
            assertThat(TestCluster.result(leader.log.transferLeadership(gone.id)))
                    .isInstanceOf(MembershipResult.NotDone.class);
            cluster.write("two");
        }
    }

    @Test
    void aTransferThatFailsAsItBeginsKeepsNobodyFromWriting() throws IOException {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("one");
            TestCluster.Node leader = cluster.leader();
            RaftServer.Division division =
                    leader.server.server.getDivision(RatisNames.group(cluster.group));
            assertThatThrownBy(() -> FailedTransfer.begin(division))
                    .isInstanceOf(NullPointerException.class);
            assertThat(result(leader.log.append(bytes("refused"))))
                    .asInstanceOf(type(AppendResult.Refused.class))
                    .extracting(AppendResult.Refused::reason)
                    .asString()
                    .contains("LeaderSteppingDownException");
            cluster.write("two");
            assertThat(cluster.leader().state.texts()).containsExactly("one", "two");
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
        try (TestCluster cluster = new TestCluster(root, c -> c, ReplicationMetrics.NONE)) {
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
    void serverClosesThoughAnEntryFailsToApplyMeanwhile() {
        TestCluster cluster = TestCluster.of(1, root);
        TestCluster.Node node = cluster.leader();
        CountDownLatch gate = new CountDownLatch(1);
        node.state.failureGate = gate;
        node.state.failsOnApply = true;
        CompletableFuture<AppendResult> append = node.log.append(bytes("bad"));
        await().atMost(TestCluster.LONG)
                .until(() -> isAnywhere("RecordingStateMachine", "awaitOpen"));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(node.server::close);
        await().atMost(TestCluster.LONG)
                .until(() -> isAnywhere("StateMachineUpdater", "stopAndJoin"));
        gate.countDown();
        assertThat(result(closed)).isNull();
        assertThat(result(append)).isInstanceOf(AppendResult.Unknown.class);
    }

    private static boolean isAnywhere(String type, String method) {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame ->
                        frame.getClassName().endsWith("." + type)
                                && frame.getMethodName().equals(method));
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

    @Test
    void idleGroupIsFlushedAfterAWhile() {
        try (TestCluster cluster =
                TestCluster.of(
                        1,
                        root,
                        config ->
                                config.withFlush(
                                        new RatisConfig.Flush(
                                                1000, 1 << 20, Duration.ofMillis(300))))) {
            cluster.write("one");
            TestCluster.Node node = cluster.leader();
            await().atMost(TestCluster.LONG)
                    .until(() ->
                            node.state.durablePosition().index() == node.state.position().index());
        }
    }

    /// A node holds hundreds of groups, most of which have nothing to do.
    @Test
    void nobodyWakesTheStateMachineOfAGroupAtRest() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            cluster.write("one");
            long before = waitsOfUpdaters();

            await().atMost(TestCluster.LONG)
                    .during(Duration.ofSeconds(1))
                    .until(() -> waitsOfUpdaters() - before < 5);
        }
    }

    private static long waitsOfUpdaters() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().contains("StateMachineUpdater"))
                .mapToLong(ThreadInfo::getWaitedCount)
                .sum();
    }
}
