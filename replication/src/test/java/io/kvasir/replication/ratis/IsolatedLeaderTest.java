package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Ratis alone gets wrong when a leader is cut off: reads it confirms without asking anybody,
/// and an office it keeps for as long as somebody writes to it.
final class IsolatedLeaderTest {
    @TempDir Path root;

    @Test
    void fenceNeverPassesOnStateOlderThanAWriteAcknowledgedElsewhere() throws Exception {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node old = cluster.leader();
            cluster.write("before");
            // The first fence after a commit is the one that Ratis remembers as confirmed.
            assertThat(result(old.log.readFence())).isInstanceOf(FenceResult.Passed.class);

            AtomicLong acknowledged = new AtomicLong();
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicInteger ended = new AtomicInteger();
            List<String> stale = new ArrayList<>();
            cluster.isolate(old);
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (running.get()) {
                                    long floor = acknowledged.get();
                                    FenceResult fence = result(old.log.readFence());
                                    ended.incrementAndGet();
                                    if (fence instanceof FenceResult.Passed passed
                                            && passed.appliedIndex() < floor) {
                                        stale.add(passed + " below " + floor);
                                    }
                                    pause(5);
                                }
                            });
            TestCluster.Node fresh = cluster.leaderExcept(old);
            for (int i = 0; i < 50; i++) {
                if (result(fresh.log.append(bytes("new" + i)))
                        instanceof AppendResult.Committed committed) {
                    acknowledged.set(committed.position().index());
                }
            }
            assertThat(acknowledged.get()).isPositive();
            await().atMost(TestCluster.LONG).until(() -> !old.log.leadership().ready());
            TestCluster.heal();
            await().atMost(TestCluster.LONG)
                    .until(() -> old.state.position().index() >= acknowledged.get());
            running.set(false);
            reader.join();
            assertThat(stale).isEmpty();
            assertThat(ended.get()).isPositive();
        }
    }

    @Test
    void isolatedLeaderStepsDownUnderATrickleOfWritesAndTheirFatesAreTrue() throws Exception {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node old = cluster.leader();
            cluster.write("before");
            List<CompletableFuture<AppendResult>> trickle = new ArrayList<>();
            cluster.isolate(old);
            // Its own disk takes each of them, which is what keeps Ratis from looking up.
            long deadline = System.nanoTime() + TestCluster.LONG.toNanos();
            while (old.log.leadership().ready() && System.nanoTime() < deadline) {
                trickle.add(old.log.append(bytes("lost" + trickle.size())));
                pause(100);
            }
            assertThat(old.log.leadership().ready()).as("still leads").isFalse();
            TestCluster.Node fresh = cluster.leaderExcept(old);
            cluster.write("elsewhere");
            TestCluster.heal();
            cluster.awaitTexts(old, fresh.state.texts());
            assertThat(fresh.state.texts()).containsExactly("before", "elsewhere");
            // A later term is applied here and they are not: they never will be.
            assertThat(trickle)
                    .isNotEmpty()
                    .allSatisfy(append ->
                            assertThat(result(append)).isInstanceOf(AppendResult.Refused.class));
        }
    }

    @Test
    void fenceFailsInTimeWhereNoMajorityAnswers() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            TestCluster.Node leader = cluster.leader();
            cluster.write("before");
            cluster.isolate(leader);
            long begun = System.nanoTime();
            assertThat(result(leader.log.readFence())).isInstanceOf(FenceResult.Failed.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(15));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
