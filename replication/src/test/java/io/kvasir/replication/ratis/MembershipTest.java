package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MembershipTest {
    @TempDir Path root;

    /// Logs that keep little, so that who comes late finds nothing to replay.
    private static RatisConfig forgetful(RatisConfig config) {
        return config.withFlush(new RatisConfig.Flush(5, 1 << 20, Duration.ofHours(1)))
                .withLogKept(1, 1);
    }

    private static List<String> write(TestCluster cluster, String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cluster.write(prefix + i);
            texts.add(prefix + i);
        }
        return texts;
    }

    private static void change(TestCluster cluster, List<Member> members) {
        await().atMost(TestCluster.LONG)
                .pollInterval(Duration.ofMillis(100))
                .until(() ->
                        result(cluster.leader().log.changeMembers(members))
                                instanceof MembershipResult.Done);
    }

    @Test
    void wipedMemberJoinsAnewThroughACopyAndItsOldSelfIsNotAnswered() {
        try (TestCluster cluster = TestCluster.of(3, root, MembershipTest::forgetful)) {
            List<String> texts = cluster.writeLarge("a", 12, 600_000);
            cluster.awaitConverged();
            TestCluster.Node leader = cluster.leader();
            TestCluster.Node wiped = cluster.except(leader).getFirst();
            wiped.stop();
            cluster.nodes.remove(wiped.id);
            // The same address under another storage id, as after a lost disk.
            TestCluster.Node fresh = cluster.replace(wiped, "b");
            fresh.create(List.of());
            texts.addAll(write(cluster, "b", 5));
            assertThat(fresh.state.position().index()).as("answered for its old self").isZero();
            assertThat(fresh.log.status().role()).isEqualTo(ReplicaStatus.Role.LEARNER);

            List<Member> without =
                    cluster.members().stream().filter(m -> !m.equals(fresh.member())).toList();
            change(cluster, without);
            fresh.state.installFailures.set(2);
            change(cluster, cluster.members());
            cluster.awaitTexts(fresh, texts);
            assertThat(fresh.state.installs).isNotEmpty();
            texts.addAll(write(cluster, "c", 10));
            cluster.awaitTexts(fresh, texts);
            assertThat(cluster.leader().log.status().members())
                    .containsExactlyElementsOf(
                            cluster.members().stream()
                                    .sorted((x, y) -> x.replica().compareTo(y.replica()))
                                    .toList());
            fresh.stop();
            fresh.restart();
            cluster.awaitTexts(fresh, texts);
        }
    }

    @Test
    void fencesPassWhileMembersComeAndGo() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("one");
            TestCluster.Node leader = cluster.leader();
            TestCluster.Node fourth = cluster.add("n4", "a");
            fourth.create(List.of());
            CompletableFuture<MembershipResult> adding =
                    leader.log.changeMembers(cluster.members());
            int passed = 0;
            while (!adding.isDone()) {
                passed += result(leader.log.readFence()) instanceof FenceResult.Passed ? 1 : 0;
            }
            assertThat(result(adding)).isInstanceOf(MembershipResult.Done.class);
            TestCluster.Node removed =
                    cluster.except(leader).stream().filter(n -> n != fourth).findFirst().get();
            List<Member> three =
                    cluster.members().stream().filter(m -> !m.equals(removed.member())).toList();
            CompletableFuture<MembershipResult> removing = leader.log.changeMembers(three);
            while (!removing.isDone()) {
                passed += result(leader.log.readFence()) instanceof FenceResult.Passed ? 1 : 0;
            }
            assertThat(result(removing)).isInstanceOf(MembershipResult.Done.class);
            assertThat(result(leader.log.readFence())).isInstanceOf(FenceResult.Passed.class);
            assertThat(passed).isPositive();
            removed.server.remove(cluster.group);
            cluster.write("two");
            cluster.awaitTexts(fourth, List.of("one", "two"));
        }
    }

    @Test
    void memberThatFellBehindIsGivenOneCopyAndTheLogIsKeptForItMeanwhile() {
        try (TestCluster cluster = TestCluster.of(3, root, MembershipTest::forgetful)) {
            List<String> texts = write(cluster, "a", 3);
            TestCluster.Node late = cluster.except(cluster.leader()).getFirst();
            late.stop();
            texts.addAll(cluster.writeLarge("b", 12, 600_000));
            CountDownLatch gate = new CountDownLatch(1);
            late.start();
            late.reopen(gate);
            await().atMost(TestCluster.LONG).until(() -> late.state.copying);
            // Enough to roll the log over twice: without a hold the copy would be too old.
            texts.addAll(cluster.writeLarge("c", 16, 600_000));
            gate.countDown();
            cluster.awaitTexts(late, texts);
            assertThat(late.state.installs).hasSize(1);
            late.stop();
            late.restart();
            cluster.awaitTexts(late, texts);
        }
    }
}
