package io.kvasir.bench.compare;

import io.kvasir.bench.load.Call;
import io.kvasir.bench.load.ClosedLoop;
import io.kvasir.bench.load.Load;
import io.kvasir.bench.load.OpenLoop;
import io.kvasir.bench.load.WarmUp;
import io.kvasir.bench.load.Window;
import io.kvasir.bench.process.ServerCpu;
import io.kvasir.bench.servers.Target;
import io.kvasir.bench.store.Store;
import io.kvasir.bench.workload.Operations;
import io.kvasir.bench.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;

/// One result: a warm-up, and a window that counts.
final class Measuring {
    private static final Duration WARM_UP_WINDOW = Duration.ofSeconds(1);

    private final Plan plan;
    private final SplittableGenerator dice;
    private final Consumer<String> told;

    Measuring(Plan plan, SplittableGenerator dice, Consumer<String> told) {
        this.plan = plan;
        this.dice = dice;
        this.told = told;
    }

    /// With a load of its own, which ends with it.
    Result of(Target target, Store store, Workload workload, int concurrency) throws Exception {
        Operations operations =
                new Operations(workload, plan.data(), plan.freshness(), dice.split());
        Call call = own -> store.perform(operations.next(own));
        List<Long> pids = target.pids();
        try (Load load = start(call, concurrency)) {
            WarmUp.Result warmUp =
                    new WarmUp(plan.warmUpWindowsMax())
                            .run(() -> measure(load, WARM_UP_WINDOW, pids));
            Window window = measure(load, plan.measuredEachRound(), pids);
            Result result =
                    Result.of(
                            target.name(),
                            workload,
                            concurrency,
                            window,
                            warmUp,
                            window.errors() == 0 ? "" : load.recording().lastError());
            told.accept(Report.line(result));
            return result;
        }
    }

    private Load start(Call call, int concurrency) {
        return plan.rate() == 0
                ? ClosedLoop.start(call, concurrency, dice.split())
                : OpenLoop.start(call, plan.rate(), concurrency, dice.split());
    }

    private static Window measure(Load load, Duration time, List<Long> pids)
            throws InterruptedException {
        return Window.measure(load.recording(), time, () -> ServerCpu.consumed(pids));
    }
}
