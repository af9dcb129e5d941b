package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static io.kvasir.replication.ratis.TestCluster.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AppendStressTest {
    private static final int WRITERS = 4;
    private static final int EACH = 80;

    @TempDir Path root;

    /// Many writers append while leadership moves twice. Every answer must agree with what the
    /// replicas applied in the end.
    @Test
    void everyFateAgreesWithWhatWasApplied() throws InterruptedException {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.leader();
            Map<String, CompletableFuture<AppendResult>> fates = new ConcurrentHashMap<>();
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                writers.add(Thread.ofPlatform().start(() -> writeAll(cluster, writer, fates)));
            }
            for (int move = 0; move < 2; move++) {
                TestCluster.Node leader = cluster.leader();
                var _ = leader.log.transferLeadership(cluster.except(leader).get(move).id).join();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            cluster.write("end");
            cluster.awaitConverged();
            check(cluster, fates);
        }
    }

    private static void writeAll(
            TestCluster cluster, int writer, Map<String, CompletableFuture<AppendResult>> fates) {
        for (int i = 0; i < EACH; i++) {
            String text = "w" + writer + "-" + i;
            TestCluster.Node leader = cluster.leader();
            fates.put(text, leader.log.append(bytes(text)));
        }
    }

    private static void check(
            TestCluster cluster, Map<String, CompletableFuture<AppendResult>> fates) {
        Map<String, LogPosition> applied = new HashMap<>();
        Map<String, Integer> place = new HashMap<>();
        for (RecordingStateMachine.Applied one : cluster.leader().state.applied()) {
            assertThat(applied.put(one.entry(), one.position())).as(one.entry()).isNull();
            place.put(one.entry(), place.size() + 1);
        }
        int committed = 0;
        for (Map.Entry<String, CompletableFuture<AppendResult>> fate : fates.entrySet()) {
            String text = fate.getKey();
            switch (result(fate.getValue())) {
                case AppendResult.Committed done -> {
                    committed++;
                    assertThat(done.position()).isEqualTo(applied.get(text));
                    assertThat(done.outcome())
                            .isEqualTo(
                                    new Outcome.Applied(
                                            Bytes.utf8("done " + text + " as " + place.get(text))));
                }
                case AppendResult.Refused _ -> assertThat(applied).doesNotContainKey(text);
                case AppendResult.Unknown _ -> {}
            }
        }
        assertThat(committed).isGreaterThan(EACH);
    }
}
