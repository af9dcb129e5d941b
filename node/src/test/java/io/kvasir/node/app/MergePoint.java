package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MergeSteps;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Holds whichever node comes to one step of a merge first, until it is let go: to crash there, or
/// to go on.
final class MergePoint implements MergeSteps {
    private static final long SECONDS_MAX = 60;

    private final Step at;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean crash;
    private volatile boolean crashFirst;

    MergePoint(Step at) {
        this.at = at;
    }

    @Override
    public void reached(Step step, PartitionId partition) {
        if (step == at) {
            boolean first = taken.compareAndSet(false, true);
            reached.countDown();
            if (!waited(decided) || crash || (crashFirst && first)) {
                throw new IllegalStateException("crashed at " + step);
            }
        }
    }

    boolean isReached() {
        return reached.getCount() == 0;
    }

    void awaitReached() {
        assertThat(waited(reached)).as("a merge reaches " + at).isTrue();
    }

    /// The thread that is held, and any that comes, ends without another step.
    void crash() {
        crash = true;
        decided.countDown();
    }

    /// Only the thread that is held ends; others go on.
    void crashFirst() {
        crashFirst = true;
        decided.countDown();
    }

    void goOn() {
        decided.countDown();
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
