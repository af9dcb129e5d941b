package io.kvasir.chaos.run;

import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.chaos.cluster.ReplicaCopies;
import io.kvasir.chaos.fault.FaultDriver;
import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.judge.Judge;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.chaos.report.ReportFiles;
import io.kvasir.chaos.report.RunSummary;
import io.kvasir.chaos.workload.Recorder;
import io.kvasir.chaos.workload.Workload;
import io.kvasir.chaos.workload.WorkloadPlan;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.routing.RoutingConfig;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ReplicaChecksum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// One run: a workload, faults meanwhile, healing, a reading of everything, and the judgement.
public final class VerifyRun {
    private static final int TABLES = 4;
    private static final int TRANSACTION_CLIENTS = 2;

    /// From the last fault's healing until everything must be whole.
    private static final long WHOLE_MILLIS_MAX = 120_000;

    private static final int LOG_END_CHARS = 20_000;

    private final VerifyOptions options;
    private final Consumer<String> log;
    private final Recorder recorder = new Recorder();

    /// @param log told of each step as it comes
    public VerifyRun(VerifyOptions options, Consumer<String> log) {
        this.options = options;
        this.log = log;
    }

    /// Runs to the end and writes the report.
    ///
    /// @return the judgement; nothing that the run started is left
    public Judgement run() throws Exception {
        if (!options.given().isEmpty()) {
            return against(options.given(), options.given(), Optional.empty());
        }
        try (OwnCluster cluster =
                OwnCluster.start(
                        options.work(),
                        options.nodes(),
                        options.backend().make(),
                        needsDisks(),
                        options.unsafe())) {
            return against(
                    cluster.endpoints(), cluster.controlPlaneAddresses(), Optional.of(cluster));
        }
    }

    private boolean needsDisks() {
        return options.faults().stream()
                .anyMatch(kind -> kind.needs() == FaultKind.Needs.LOOP_DISKS);
    }

    private Judgement against(
            List<String> endpoints, List<String> mapSources, Optional<OwnCluster> cluster)
            throws Exception {
        WorkloadPlan plan =
                new WorkloadPlan(
                        options.seed(),
                        "verify-" + Long.toHexString(options.seed().fork("tables").value()) + "-",
                        TABLES,
                        options.clients(),
                        TRANSACTION_CLIENTS,
                        options.operationsPerSecond());
        try (RoutingCore core =
                        RoutingCore.start(RoutingConfig.of(mapSources), RoutingEvents.NONE);
                ClusterWatch watch = new ClusterWatch(core);
                ReplicaCopies copies = new ReplicaCopies(watch);
                Workload workload = new Workload(plan, endpoints, core, recorder)) {
            Optional<String> before = watch.awaitWhole(WHOLE_MILLIS_MAX, 0);
            if (before.isPresent()) {
                throw new IllegalStateException(
                        "the cluster is not whole at the beginning: " + before.get());
            }
            workload.prepare();
            return new Running(watch, copies, workload, cluster).judged();
        }
    }

    /// A run while its cluster is there.
    private final class Running {
        private final ClusterWatch watch;
        private final ReplicaCopies copies;
        private final Workload workload;
        private final Optional<OwnCluster> cluster;
        private final Optional<FaultDriver> driver;

        Running(
                ClusterWatch watch,
                ReplicaCopies copies,
                Workload workload,
                Optional<OwnCluster> cluster) {
            this.watch = watch;
            this.copies = copies;
            this.workload = workload;
            this.cluster = cluster;
            this.driver =
                    cluster.map(own ->
                            new FaultDriver(own, watch, options.faults(), options.seed(), log));
        }

        Judgement judged() throws Exception {
            driver.ifPresent(faults ->
                    faults.notRun()
                            .forEach((kind, reason) -> log.accept(kind + " not run: " + reason)));
            long start = System.nanoTime();
            log.accept("the workload begins, seed " + options.seed());
            workload.start();
            long until = start + options.durationNanos();
            if (driver.isPresent()) {
                driver.get().run(until);
            }
            long left = until - System.nanoTime();
            if (left > 0) {
                Thread.sleep(java.time.Duration.ofNanos(left));
            }
            log.accept("the workload ends; everything must become whole");
            workload.stop();
            long end = System.nanoTime();
            Optional<String> lacks = healed();
            List<FinalItem> finals = workload.readAll();
            List<ReplicaChecksum> checksums = copies.atRest();
            log.accept("all is read; the checkers judge");
            Judge.Evidence evidence = evidence(finals, checksums, lacks);
            Judgement judgement = Judge.judge(evidence);
            ReportFiles.write(options.report(), summary(start, end, judgement), evidence);
            if (cluster.isEmpty()) {
                workload.removeTables();
            }
            return judgement;
        }

        private Optional<String> healed() {
            try {
                cluster.ifPresent(OwnCluster::allRunning);
            } catch (IllegalStateException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            return driver.isPresent()
                    ? driver.get().awaitWhole(WHOLE_MILLIS_MAX, 0)
                    : watch.awaitWhole(WHOLE_MILLIS_MAX, 0);
        }

        private Judge.Evidence evidence(
                List<FinalItem> finals, List<ReplicaChecksum> checksums, Optional<String> lacks) {
            History history =
                    new History(
                            recorder.operations(),
                            finals,
                            watch.observations(),
                            checksums,
                            recorder.transactions());
            return new Judge.Evidence(
                    history,
                    recorder.balances(),
                    recorder.inserts(),
                    recorder.pages(),
                    faults(),
                    lacks,
                    workload.bankTotal(),
                    workload.listKeys());
        }

        private List<FaultRecord> faults() {
            return driver.map(FaultDriver::records).orElse(List.of());
        }

        private RunSummary summary(long start, long end, Judgement judgement) {
            SequencedMap<FaultKind, String> notRun =
                    driver.map(FaultDriver::notRun).orElse(new LinkedHashMap<>());
            return new RunSummary(
                    "Kvasir 0.1.0-SNAPSHOT",
                    options.seed(),
                    options.replay(Optional.empty()),
                    cluster.map(own -> own.backend().name()).orElse("a given cluster"),
                    start,
                    end,
                    judgement,
                    recorder.events(),
                    faults(),
                    notRun,
                    watch.looks(),
                    logEnds());
        }

        private SequencedMap<String, String> logEnds() {
            SequencedMap<String, String> ends = new LinkedHashMap<>();
            for (ServerProcess server : cluster.map(OwnCluster::all).orElse(List.of())) {
                ends.put(server.name(), server.logTail(LOG_END_CHARS));
            }
            return ends;
        }
    }
}
