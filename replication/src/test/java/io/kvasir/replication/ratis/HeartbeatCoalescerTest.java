package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.replication.GroupId;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.util.CodeInjectionForTesting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeartbeatCoalescerTest {
    private static final Predicate<AppendEntriesRequestProto> COALESCED =
            request -> request.getServerRequest().getCallId() == FollowerTap.HEARTBEAT_CALL;

    @TempDir Path root;

    /// Followers turn away what is lost from now on, and count what they are sent of the rest.
    private static Map<Object, AtomicInteger> lose(Predicate<AppendEntriesRequestProto> lost) {
        Map<Object, AtomicInteger> taken = new ConcurrentHashMap<>();
        CodeInjectionForTesting.put(
                "RaftServerImpl.appendEntries",
                (local, _, args) -> {
                    if (lost.test((AppendEntriesRequestProto) args[1])) {
                        throw new IllegalStateException("lost");
                    }
                    taken.computeIfAbsent(local, _ -> new AtomicInteger()).incrementAndGet();
                    return false;
                });
        return taken;
    }

    /// For longer than any follower waits for a leader.
    private static void awaitTaken(Map<Object, AtomicInteger> taken, int followers) {
        await().atMost(TestCluster.LONG)
                .until(() ->
                        taken.size() == followers
                                && taken.values().stream().allMatch(each -> each.get() >= 12));
    }

    @Test
    void coalescedHeartbeatsAloneKeepALeaderInOffice() {
        assertKeepsOffice(COALESCED.negate());
    }

    @Test
    void leaderWhoseCoalescedHeartbeatsAreLostKeepsOfficeByThoseOfItsStreams() {
        assertKeepsOffice(COALESCED);
    }

    private void assertKeepsOffice(Predicate<AppendEntriesRequestProto> lost) {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            cluster.write("one");
            cluster.awaitConverged();
            long term = leader.log.leadership().term();
            awaitTaken(lose(lost), 2);
            assertThat(leader.log.leadership().ready()).isTrue();
            assertThat(leader.log.leadership().term()).isEqualTo(term);
        }
    }

    @Test
    void leaderWhoseEntriesDoNotArriveLosesOfficeThoughCoalescedHeartbeatsWould() {
        assertLosesOffice(log -> log.append(bytes("stuck")));
    }

    @Test
    void leaderWhoseFencesAreNotAnsweredLosesOfficeThoughCoalescedHeartbeatsWould() {
        assertLosesOffice(ReplicatedLog::readFence);
    }

    /// @param asked of the leader, whose streams are broken
    private void assertLosesOffice(Function<ReplicatedLog, Future<?>> asked) {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            cluster.write("one");
            byte[] old = bytes(leader.id.toString());
            lose(COALESCED.negate().and(request -> isFrom(old, request)));
            var _ = asked.apply(leader.log);
            assertThat(cluster.leaderExcept(leader)).isNotSameAs(leader);
        }
    }

    private static boolean isFrom(byte[] peer, AppendEntriesRequestProto request) {
        return Arrays.equals(request.getServerRequest().getRequestorId().toByteArray(), peer);
    }

    @Test
    void groupsShareAMessage() {
        AtomicInteger most = new AtomicInteger();
        ReplicationMetrics metrics =
                new ReplicationMetrics() {
                    @Override
                    public void heartbeatsSent(int groups) {
                        most.accumulateAndGet(groups, Math::max);
                    }
                };
        try (TestCluster cluster = TestCluster.of(3, root, UnaryOperator.identity(), metrics)) {
            List<GroupId> groups = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                groups.add(new GroupId(100 + i));
            }
            groups.forEach(
                    group -> cluster.nodes.values().forEach(node -> create(cluster, node, group)));
            // Of twelve, one of three servers leads four, which are due within few ticks.
            await().atMost(TestCluster.LONG).until(() -> most.get() > 1);
        }
    }

    private static ReplicatedLog create(TestCluster cluster, TestCluster.Node node, GroupId group) {
        return node.server.create(
                group,
                cluster.members(),
                new RecordingStateMachine(new RecordingStateMachine.Disk(), _ -> null));
    }
}
