package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.replication.FenceResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.ReplicationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ReadFenceTest {
    private static final long WAIT_NANOS = 1000;

    /// A leader whose every observation is set by the test.
    private static final class Leader implements ReadFence.Leader {
        long term = 3;
        long commit = 10;
        long applied = 10;
        long confirmed = -1;
        final List<Long> demanded = new ArrayList<>();

        @Override
        public long readyTerm() {
            return term;
        }

        @Override
        public long commitIndex() {
            return commit;
        }

        @Override
        public long appliedIndex() {
            return applied;
        }

        @Override
        public long confirmedRound() {
            return confirmed;
        }

        @Override
        public void demand(long round, boolean again) {
            demanded.add(round);
        }
    }

    private final Leader leader = new Leader();
    private final ReadFence fence =
            new ReadFence(new GroupId(1), leader, WAIT_NANOS, ReplicationMetrics.NONE);

    @Test
    void passesOnlyOnceAMajorityAnsweredARequestOfItsRound() {
        CompletableFuture<FenceResult> call = fence.call(0);
        assertThat(leader.demanded).containsExactly(1L);
        leader.confirmed = 0;
        fence.advance(1);
        assertThat(call).isNotDone();
        leader.confirmed = 1;
        fence.advance(2);
        assertThat(call.join()).isEqualTo(new FenceResult.Passed(10));
    }

    @Test
    void waitsUntilWhatWasCommittedAtTheCallIsApplied() {
        leader.applied = 7;
        CompletableFuture<FenceResult> call = fence.call(0);
        leader.commit = 50;
        leader.confirmed = 1;
        fence.advance(1);
        leader.applied = 9;
        fence.applied(9);
        assertThat(call).isNotDone();
        leader.applied = 10;
        fence.applied(10);
        assertThat(call.join()).isEqualTo(new FenceResult.Passed(10));
    }

    @Test
    void callsDuringARoundShareALaterOne() {
        CompletableFuture<FenceResult> first = fence.call(0);
        CompletableFuture<FenceResult> second = fence.call(0);
        CompletableFuture<FenceResult> third = fence.call(0);
        CompletableFuture<FenceResult> fourth = fence.call(0);
        assertThat(fence.round()).isEqualTo(2);
        leader.confirmed = 2;
        fence.advance(1);
        assertThat(first).isDone();
        assertThat(second).isDone();
        assertThat(third).isNotDone();
        assertThat(fence.round()).isEqualTo(3);
        leader.confirmed = 3;
        fence.advance(2);
        assertThat(third).isDone();
        assertThat(fourth).isDone();
    }

    @Test
    void failsWhereTheTermChangedMeanwhile() {
        CompletableFuture<FenceResult> call = fence.call(0);
        leader.term = 5;
        leader.confirmed = 1;
        fence.advance(1);
        assertThat(call.join()).isInstanceOf(FenceResult.Failed.class);
    }

    @Test
    void failsWhereThisReplicaDoesNotLeadOrLosesLeadership() {
        CompletableFuture<FenceResult> call = fence.call(0);
        CompletableFuture<FenceResult> next = fence.call(0);
        CompletableFuture<FenceResult> gathered = fence.call(0);
        fence.fail("lost");
        assertThat(call.join()).isEqualTo(new FenceResult.Failed("lost"));
        assertThat(next.join()).isEqualTo(new FenceResult.Failed("lost"));
        assertThat(gathered.join()).isEqualTo(new FenceResult.Failed("lost"));
        leader.term = 0;
        assertThat(fence.call(0).join()).isInstanceOf(FenceResult.Failed.class);
    }

    @Test
    void failsAfterItsTimeAndAsksAgainBefore() {
        CompletableFuture<FenceResult> call = fence.call(0);
        fence.tick(WAIT_NANOS / 2);
        assertThat(call).isNotDone();
        assertThat(leader.demanded).containsExactly(1L, 1L);
        fence.tick(WAIT_NANOS);
        assertThat(call.join()).isInstanceOf(FenceResult.Failed.class);
        leader.applied = 0;
        CompletableFuture<FenceResult> unapplied = fence.call(WAIT_NANOS);
        leader.confirmed = 2;
        fence.advance(WAIT_NANOS + 1);
        fence.tick(3 * WAIT_NANOS);
        assertThat(unapplied.join()).isInstanceOf(FenceResult.Failed.class);
    }

    @Test
    void singleMemberPassesAtOnce() {
        leader.confirmed = Long.MAX_VALUE;
        assertThat(fence.call(0).join()).isEqualTo(new FenceResult.Passed(10));
    }
}
