package io.kvasir.control.reconcile;

import io.kvasir.control.log.CommandLog;
import io.kvasir.control.log.CommandResult;
import io.kvasir.control.operation.History;
import io.kvasir.control.operation.Operations;
import io.kvasir.control.placement.Planner;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop. Each round takes a snapshot, has the pure parts decide, and submits what they decided;
/// the next round begins when that has ended, however it ended, and decides afresh.
public final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration PERIOD = Duration.ofMillis(200);

    /// Between two rounds so many times as long as the last one thought: planning takes at most a
    /// fifth of a processor, however large the cluster is.
    private static final int REST_SHARE = 4;

    private final LiveCluster cluster;
    private final PlacementLimits limits;
    private final RandomGenerator random;
    private final CommandLog commands;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("control-reconcile").unstarted(this::run);
    private volatile Plan lastPlan = Plan.EMPTY;
    private volatile History operations = History.EMPTY;
    private volatile Duration planning = Duration.ZERO;

    private Reconciler(
            LiveCluster cluster,
            PlacementLimits limits,
            RandomGenerator random,
            CommandLog commands,
            InstantSource clock) {
        this.cluster = cluster;
        this.limits = limits;
        this.random = random;
        this.commands = commands;
        this.clock = clock;
    }

    public static Reconciler start(
            LiveCluster cluster,
            PlacementLimits limits,
            RandomGenerator random,
            CommandLog commands,
            InstantSource clock) {
        Reconciler reconciler = new Reconciler(cluster, limits, random, commands, clock);
        reconciler.thread.start();
        return reconciler;
    }

    public PlacementLimits limits() {
        return limits;
    }

    /// What the last round did, and why not more.
    public Plan lastPlan() {
        return lastPlan;
    }

    /// How long the last round took to decide; zero where this control plane does not lead.
    public Duration planning() {
        return planning;
    }

    static Duration rest(Duration planning) {
        Duration due = planning.multipliedBy(REST_SHARE);
        return due.compareTo(PERIOD) > 0 ? due : PERIOD;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                planning = Duration.ZERO;
                if (cluster.isLeading()) {
                    roundOrReport();
                }
                Thread.sleep(rest(planning));
            }
        } catch (InterruptedException closing) {
            LOG.debug("Reconciling ends");
        }
    }

    /// A round that fails has ordered nothing that the next one could not judge afresh.
    private void roundOrReport() throws InterruptedException {
        try {
            round();
        } catch (RuntimeException bug) {
            LOG.error("A round of reconciling failed; the next one tries again", bug);
        }
    }

    /// What is under way, and what has ended since this control plane leads.
    public History operations() {
        return operations;
    }

    private void round() throws InterruptedException {
        ClusterSnapshot snapshot = cluster.snapshot();
        long begun = cluster.nowNanos();
        operations = operations.observed(Operations.of(snapshot, clock.instant()), clock.instant());
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        for (Command command : Confirmations.of(snapshot, clock.instant())) {
            LOG.info("Confirmed by the reports: {}", command);
            results.add(commands.submit(command));
        }
        Plan plan = Planner.plan(snapshot, limits, random);
        planning = Duration.ofNanos(cluster.nowNanos() - begun);
        for (Action action : plan.actions()) {
            LOG.info("{}: {}", action.command().getClass().getSimpleName(), action.reason());
            LOG.debug("{}", action.command());
            results.add(commands.submit(action.command()));
        }
        lastPlan = plan;
        for (CompletableFuture<CommandResult> result : results) {
            await(result);
        }
    }

    private static void await(CompletableFuture<CommandResult> result) throws InterruptedException {
        try {
            switch (result.get()) {
                case CommandResult.Replied(Reply.Refused(var failure)) ->
                        LOG.info("Not done: {}", failure.message());
                case CommandResult.Replied _ -> {}
                case CommandResult.NotLeader(String reason) -> LOG.debug("Not done: {}", reason);
                case CommandResult.Overloaded(String reason) -> LOG.info("Not done: {}", reason);
                case CommandResult.Unknown(String reason) ->
                        LOG.info("Not known whether it was done: {}", reason);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A future that never fails has failed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
