package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.Replica;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOversTest {
    private static final PartitionId PARTITION = new PartitionId(5);
    private static final long BEGUN = 1_000;
    private static final long AWHILE = Duration.ofSeconds(2).toNanos();

    @TempDir Path folder;

    /// Else a node that stops would be given its leaderships back while it hands them over.
    @Test
    void whoHasJustBeenGivenLeadershipKeepsItForAWhile() {
        try (TestNodes nodes = new TestNodes(folder)) {
            nodes.start("n1");
            nodes.start("n2");
            nodes.start("n3");
            nodes.bootstrap(PARTITION, "n1", "n2", "n3");
            String leader = nodes.leader(PARTITION);
            HandOvers leaders = of(nodes, leader);
            leaders.note(BEGUN);
            assertThat(leaders.hasLedForAWhile(PARTITION, BEGUN + AWHILE - 1)).isFalse();
            leaders.note(BEGUN + AWHILE);
            assertThat(leaders.hasLedForAWhile(PARTITION, BEGUN + AWHILE)).isTrue();

            Replica led = nodes.replicaOf(leader, PARTITION);
            var to = await().until(() -> leaders.successor(led), found -> found.isPresent()).get();
            leaders.begin(led, to, BEGUN + AWHILE).join();
            String next = to.node().value();
            await().until(() -> nodes.replicaOf(next, PARTITION).leadership().ready());
            HandOvers nexts = of(nodes, next);
            nexts.note(BEGUN);
            assertThat(nexts.hasLedForAWhile(PARTITION, BEGUN)).isFalse();

            await().until(() -> !led.leadership().ready());
            leaders.note(BEGUN + 2 * AWHILE);
            assertThat(leaders.hasLedForAWhile(PARTITION, BEGUN + 3 * AWHILE))
                    .as("of one that leads no more")
                    .isFalse();
        }
    }

    /// Each costs the partition's writers a second.
    @Test
    void eachThatComesToNothingIsFollowedByALongerPause() {
        try (TestNodes nodes = new TestNodes(folder)) {
            nodes.start("n1");
            nodes.bootstrap(PARTITION, "n1");
            Replica led = nodes.replicaOf(nodes.leader(PARTITION), PARTITION);
            HandOvers leaders = of(nodes, "n1");
            ReplicaId stranger = new ReplicaId(new NodeId("n9"), new StorageId("s9"));
            long now = BEGUN;
            for (int seconds : new int[] {20, 40, 80, 160, 160}) {
                leaders.begin(led, stranger, now).join();
                long pause = Duration.ofSeconds(seconds).toNanos();
                assertThat(leaders.hasPaused(PARTITION, now + pause - 1)).isFalse();
                assertThat(leaders.hasPaused(PARTITION, now + pause)).isTrue();
                now += pause;
            }
        }
    }

    private static HandOvers of(TestNodes nodes, String name) {
        StorageNode node = nodes.node(name);
        return new HandOvers(node.self(), node.replicas(), MoveSteps.NONE);
    }
}
