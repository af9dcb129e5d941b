package io.kvasir.bench.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/// So many callers, each with one call under way: the next begins when the last has ended. It finds
/// how much a store can do; a store that stalls is asked less, so its latencies look better than
/// what users of a busy day would see.
public final class ClosedLoop implements Load {
    /// Where calls fail at once, callers must not spin.
    private static final long FAILED_PAUSE_NANOS = 1_000_000;

    private final Call call;
    private final Recording recording = new Recording();
    private final ExecutorService threads;
    private volatile boolean isEnding;

    private ClosedLoop(Call call, ExecutorService threads) {
        this.call = call;
        this.threads = threads;
    }

    public static ClosedLoop start(Call call, int callers, SplittableGenerator dice) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ClosedLoop loop = new ClosedLoop(call, threads);
        for (int i = 0; i < callers; i++) {
            RandomGenerator own = dice.split();
            threads.execute(() -> loop.callOn(own));
        }
        return loop;
    }

    private void callOn(RandomGenerator dice) {
        while (!isEnding) {
            long start = System.nanoTime();
            try {
                call.run(dice);
                recording.done(System.nanoTime() - start);
            } catch (Exception e) {
                if (!isEnding) {
                    recording.failed(e);
                }
                LockSupport.parkNanos(FAILED_PAUSE_NANOS);
            }
        }
    }

    @Override
    public Recording recording() {
        return recording;
    }

    @Override
    public void close() {
        isEnding = true;
        threads.close();
    }
}
