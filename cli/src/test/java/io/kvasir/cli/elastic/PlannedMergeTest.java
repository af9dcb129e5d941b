package io.kvasir.cli.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.v1.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A merge that nobody orders, on real servers.
class PlannedMergeTest {
    private static final Duration AGE = Duration.ofSeconds(2);

    /// There are never fewer than nodes.
    private static final int PARTITIONS = ElasticWorld.NODES.size();

    @TempDir Path folder;

    @Test
    void neighboursThatAreSmallAndColdBecomeOneOnceTheyAreOldEnough() throws Exception {
        MergeLimits soon = new MergeLimits(true, 64 << 20, AGE);
        try (ElasticWorld world =
                        new ElasticWorld(folder, PARTITIONS, ElasticWorld.byOrderOnly(soon));
                SteadyCounters counters = new SteadyCounters(world.client())) {
            counters.create();
            world.awaitRest(PARTITIONS);
            counters.start();
            assertThat(world.map()).hasSize(PARTITIONS);

            Partition divided = world.holding(counters.keyspace());
            world.client().admin().split(divided.id().value(), Optional.empty());
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ended(world, Operation.Kind.SPLIT));
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ended(world, Operation.Kind.MERGE));

            counters.stop();
            world.awaitRest(PARTITIONS);
            counters.requireExact();
            world.requireAlike();
        }
    }

    private static boolean ended(ElasticWorld world, Operation.Kind kind) {
        return world.client().admin().operations().stream()
                .anyMatch(each -> each.getKind() == kind && each.getEnded());
    }
}
