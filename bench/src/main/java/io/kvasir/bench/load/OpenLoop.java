package io.kvasir.bench.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/// Calls at a steady rate, whether or not earlier ones have ended, as independent users make them.
/// Latency counts from the moment a call was due: what waits because a store stalls, or because the
/// calls under way have reached their limit, is not forgotten (no coordinated omission).
public final class OpenLoop implements Load {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Call call;
    private final long rate;
    private final Recording recording = new Recording();
    private final Semaphore room;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread pacer;
    private volatile boolean isEnding;

    private OpenLoop(Call call, long rate, int inFlightMax, SplittableGenerator dice) {
        this.call = call;
        this.rate = rate;
        this.room = new Semaphore(inFlightMax);
        this.pacer = Thread.ofPlatform().name("bench-pacer").unstarted(() -> pace(dice));
    }

    /// @param rate calls a second
    /// @param inFlightMax calls that may be under way at once; further ones wait, and age
    public static OpenLoop start(Call call, long rate, int inFlightMax, SplittableGenerator dice) {
        if (rate < 1) {
            throw new IllegalArgumentException("rate is " + rate + "; it must be at least 1");
        }
        OpenLoop loop = new OpenLoop(call, rate, inFlightMax, dice);
        loop.pacer.start();
        return loop;
    }

    private void pace(SplittableGenerator dice) {
        long start = System.nanoTime();
        for (long i = 0; !isEnding; i++) {
            long due = start + dueNanos(i, rate);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            room.acquireUninterruptibly();
            RandomGenerator own = dice.split();
            calls.execute(() -> callOnce(own, due));
        }
    }

    /// When a call is due, counted from the first; exact for any number of calls.
    static long dueNanos(long call, long rate) {
        return call / rate * NANOS_PER_SECOND + call % rate * NANOS_PER_SECOND / rate;
    }

    private void callOnce(RandomGenerator dice, long due) {
        try {
            call.run(dice);
            recording.done(System.nanoTime() - due);
        } catch (Exception e) {
            if (!isEnding) {
                recording.failed(e);
            }
        } finally {
            room.release();
        }
    }

    @Override
    public Recording recording() {
        return recording;
    }

    @Override
    public void close() {
        isEnding = true;
        try {
            pacer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.close();
    }
}
