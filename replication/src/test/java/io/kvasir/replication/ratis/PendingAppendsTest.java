package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicationMetrics;
import org.junit.jupiter.api.Test;

final class PendingAppendsTest {
    private static final long WAIT_NANOS = 1000;
    private static final LogPosition POSITION = new LogPosition(3, 17);

    private final PendingAppends pending =
            new PendingAppends(new GroupId(1), WAIT_NANOS, ReplicationMetrics.NONE);

    private PendingAppends.Append append(long callId, long term) {
        PendingAppends.Append append = pending.begin(callId, 1);
        if (term > 0) {
            append.handedOver(term);
        }
        return append;
    }

    @Test
    void failureBeforeTheLogIsARefusal() {
        PendingAppends.Append append = append(1, 0);
        pending.failed(append, "not the leader", 2);
        assertThat(append.future().join()).isEqualTo(new AppendResult.Refused("not the leader"));
    }

    @Test
    void failureAfterTheLogStaysOpenUntilItIsApplied() {
        PendingAppends.Append append = append(1, 3);
        pending.failed(append, "not the leader", 2);
        assertThat(append.future()).isNotDone();
        pending.applied(1, POSITION, Outcome.Applied.WITHOUT_RESULT);
        assertThat(append.future().join())
                .isEqualTo(new AppendResult.Committed(POSITION, Outcome.Applied.WITHOUT_RESULT));
    }

    @Test
    void laterTermAppliedWithoutItIsARefusal() {
        PendingAppends.Append old = append(1, 3);
        PendingAppends.Append now = append(2, 4);
        PendingAppends.Append unsent = append(3, 0);
        pending.reachedTerm(3);
        assertThat(old.future()).isNotDone();
        pending.reachedTerm(4);
        assertThat(old.future().join()).isInstanceOf(AppendResult.Refused.class);
        assertThat(now.future()).isNotDone();
        assertThat(unsent.future()).isNotDone();
    }

    @Test
    void fateThatIsNotLearnedInTimeIsUnknown() {
        PendingAppends.Append lost = append(1, 3);
        PendingAppends.Append leading = append(2, 3);
        pending.failed(lost, "not the leader", 100);
        pending.tick(100 + WAIT_NANOS);
        assertThat(lost.future()).isNotDone();
        pending.tick(101 + WAIT_NANOS);
        assertThat(lost.future().join()).isInstanceOf(AppendResult.Unknown.class);
        assertThat(leading.future()).isNotDone();
        pending.tick(40_000_000_000L);
        assertThat(leading.future().join()).isInstanceOf(AppendResult.Unknown.class);
    }

    @Test
    void copyOfTheStateOrTheEndMakesWhatIsInTheLogUnknown() {
        PendingAppends.Append sent = append(1, 3);
        PendingAppends.Append unsent = append(2, 0);
        pending.replaced();
        assertThat(sent.future().join()).isInstanceOf(AppendResult.Unknown.class);
        assertThat(unsent.future()).isNotDone();
        PendingAppends.Append other = append(3, 3);
        pending.close();
        assertThat(unsent.future().join()).isInstanceOf(AppendResult.Refused.class);
        assertThat(other.future().join()).isInstanceOf(AppendResult.Unknown.class);
    }
}
