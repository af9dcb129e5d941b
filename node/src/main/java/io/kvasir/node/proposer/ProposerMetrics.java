package io.kvasir.node.proposer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// What all proposers of a node measure together.
public final class ProposerMetrics {
    final DistributionSummary batchOperations;
    final DistributionSummary entryBytes;
    final Timer commit;
    final Counter repeated;
    final Counter refusedFull;
    final Counter expired;

    public ProposerMetrics(MeterRegistry registry) {
        batchOperations =
                DistributionSummary.builder("kvasir.proposer.batch.operations")
                        .description("Operations in one entry")
                        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
                        .register(registry);
        entryBytes =
                DistributionSummary.builder("kvasir.proposer.entry.bytes")
                        .description("Encoded size of an entry")
                        .serviceLevelObjectives(256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)
                        .register(registry);
        commit =
                Timer.builder("kvasir.proposer.commit")
                        .description("From proposing an entry to its application here")
                        .publishPercentileHistogram()
                        .register(registry);
        repeated =
                Counter.builder("kvasir.proposer.evaluated.again")
                        .description("Operations of entries that took no effect, evaluated again")
                        .register(registry);
        refusedFull =
                Counter.builder("kvasir.proposer.queue.full")
                        .description("Operations refused because a partition's queue was full")
                        .register(registry);
        expired =
                Counter.builder("kvasir.proposer.expired")
                        .description("Operations dropped because their deadline had passed")
                        .register(registry);
    }
}
