package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.chaos.cluster.Supervision;
import io.kvasir.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Makes one fault after the other, each of the wanted kinds before any comes again, until it is
/// stopped; heals each. Sometimes a second one comes while the first lasts.
public final class FaultDriver {
    /// Kinds that may come while another fault lasts: they destroy nothing and heal at once.
    private static final List<FaultKind> COMPANY =
            List.of(
                    FaultKind.PAUSE_LEADER,
                    FaultKind.PAUSE_FOLLOWER,
                    FaultKind.PAUSE_CONTROL_LEADER,
                    FaultKind.PAUSE_ROUTER,
                    FaultKind.KILL_CONTROL_LEADER,
                    FaultKind.KILL_ROUTER);

    /// While clients write, a replica that lags by less is one that follows.
    static final long ENTRIES_BEHIND_MAX = 200;

    private static final int COMPANY_ONE_IN = 5;
    private static final long REST_MILLIS_MIN = 2_000;
    private static final long REST_MILLIS_MAX = 8_000;
    private static final long WHOLE_MILLIS_MAX = 90_000;

    private final OwnCluster cluster;
    private final ClusterWatch watch;
    private final FaultMaker maker;
    private final RandomGenerator dice;
    private final Consumer<String> log;
    private final List<FaultKind> wanted;
    private final SequencedMap<FaultKind, String> notRun = new LinkedHashMap<>();
    private final List<FaultKind> deck = new ArrayList<>();
    private final List<FaultRecord> records = new ArrayList<>();

    /// @param log told of each step as it comes
    public FaultDriver(
            OwnCluster cluster,
            ClusterWatch watch,
            List<FaultKind> wanted,
            Seed seed,
            Consumer<String> log) {
        this.cluster = cluster;
        this.watch = watch;
        this.dice = seed.random("faults");
        this.maker = new FaultMaker(cluster, watch, dice);
        this.log = log;
        List<FaultKind> possible = new ArrayList<>();
        for (FaultKind kind : wanted) {
            Optional<String> missing = FaultMaker.missing(kind, cluster);
            missing.ifPresentOrElse(reason -> notRun.put(kind, reason), () -> possible.add(kind));
        }
        this.wanted = List.copyOf(possible);
    }

    /// Wanted kinds that cannot be made here, with the reason.
    public SequencedMap<FaultKind, String> notRun() {
        return Collections.unmodifiableSequencedMap(notRun);
    }

    public synchronized List<FaultRecord> records() {
        return List.copyOf(records);
    }

    /// Runs until the moment; what is under way then is healed first.
    ///
    /// @param untilNanos of `System.nanoTime`
    public void run(long untilNanos) throws InterruptedException {
        while (!wanted.isEmpty() && System.nanoTime() - untilNanos < 0) {
            FaultKind kind = draw();
            revive();
            if (kind.destroys() && !becomesWhole(kind)) {
                continue;
            }
            Fault fault = maker.make(kind);
            boolean company = !kind.destroys() && dice.nextInt(COMPANY_ONE_IN) == 0;
            FaultKind second = COMPANY.get(dice.nextInt(COMPANY.size()));
            long rest = dice.nextLong(REST_MILLIS_MIN, REST_MILLIS_MAX);
            perform(
                    kind,
                    fault,
                    untilNanos,
                    company && wanted.contains(second) && kind.mayMeet(second)
                            ? Optional.of(second)
                            : Optional.empty());
            sleepUntil(System.nanoTime() + rest * 1_000_000, untilNanos);
        }
    }

    private FaultKind draw() {
        if (deck.isEmpty()) {
            deck.addAll(wanted);
            for (int i = deck.size() - 1; i > 0; i--) {
                Collections.swap(deck, i, dice.nextInt(i + 1));
            }
        }
        return deck.removeLast();
    }

    /// Waits until the cluster lacks nothing, and starts again who ends over damage meanwhile.
    ///
    /// @return what it lacks still
    public Optional<String> awaitWhole(long millisMax, long entriesBehindMax) {
        Optional<String> lacks = watch.awaitWhole(millisMax, entriesBehindMax);
        return lacks.isPresent() && revive()
                ? watch.awaitWhole(millisMax, entriesBehindMax)
                : lacks;
    }

    /// Only damage that this run has done is a reason to end.
    private boolean revive() {
        long now = System.nanoTime();
        String who = Supervision.revived(cluster.nodes());
        if (who.isEmpty()) {
            return false;
        }
        log.accept(who);
        if (records().stream().noneMatch(fault -> fault.kind() == FaultKind.FLIPPED_TABLE)) {
            record(
                    new FaultRecord(
                            FaultKind.FLIPPED_TABLE,
                            "nobody",
                            now,
                            System.nanoTime(),
                            who,
                            Optional.of("nothing had been damaged before")));
        }
        return true;
    }

    private boolean becomesWhole(FaultKind kind) {
        Optional<String> lacks = awaitWhole(WHOLE_MILLIS_MAX, ENTRIES_BEHIND_MAX);
        lacks.ifPresent(what -> {
            log.accept(kind + " is left out: the cluster is not whole: " + what);
            record(
                    new FaultRecord(
                            kind,
                            "nobody",
                            System.nanoTime(),
                            System.nanoTime(),
                            "left out: the cluster did not become whole before it",
                            Optional.of(
                                    "the cluster was not whole after "
                                            + WHOLE_MILLIS_MAX / 1000
                                            + " s without a new fault: "
                                            + what)));
        });
        return lacks.isEmpty();
    }

    private void perform(FaultKind kind, Fault fault, long untilNanos, Optional<FaultKind> second)
            throws InterruptedException {
        long injected = System.nanoTime();
        String detail = "";
        Optional<String> failure = Optional.empty();
        try {
            detail = fault.inject().run();
            log.accept(kind + ": " + fault.target() + (detail.isEmpty() ? "" : ", " + detail));
            if (second.isPresent()) {
                sleepUntil(System.nanoTime() + fault.lasts().toNanos() / 2, untilNanos);
                perform(second.get(), maker.make(second.get()), untilNanos, Optional.empty());
            }
            sleepUntil(injected + fault.lasts().toNanos(), untilNanos);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failure = Optional.of("injection: " + e);
        } finally {
            try {
                String more = fault.heal().run();
                detail = detail.isEmpty() || more.isEmpty() ? detail + more : detail + "; " + more;
            } catch (Exception e) {
                failure = Optional.of("healing: " + e);
            }
            record(
                    new FaultRecord(
                            kind, fault.target(), injected, System.nanoTime(), detail, failure));
            failure.ifPresent(what -> log.accept(kind + " failed: " + what));
        }
    }

    private synchronized void record(FaultRecord record) {
        records.add(record);
    }

    private static void sleepUntil(long nanos, long untilNanos) throws InterruptedException {
        long end = nanos - untilNanos < 0 ? nanos : untilNanos;
        long left = end - System.nanoTime();
        if (left > 0) {
            Thread.sleep(java.time.Duration.ofNanos(left));
        }
    }
}
