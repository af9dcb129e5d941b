package io.kvasir.routing.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.routing.retry.RetryRules.Repeat;
import io.kvasir.routing.rpc.CallResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void whatMayHaveHadAnEffectIsRetriedOnlyWhereTwiceIsOnce(ErrorCode code) {
        if (code.effect() == ErrorCode.Effect.UNKNOWN) {
            assertThat(RetryRules.mayRetry(RequestFailure.of(code, ""), Repeat.UNSAFE)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void doubtEndsOnlyWithAnEvaluation(ErrorCode code) {
        ErrorCode last = RetryRules.last(RequestFailure.of(code, "x"), true).code();
        EnumSet<ErrorCode> evaluated =
                EnumSet.of(
                        ErrorCode.CONDITION_FAILED,
                        ErrorCode.ITEM_TOO_LARGE,
                        ErrorCode.TOKEN_MISMATCH,
                        ErrorCode.INVALID_ARGUMENT);
        if (evaluated.contains(code) || code.effect() == ErrorCode.Effect.UNKNOWN) {
            assertThat(last).isEqualTo(code);
        } else {
            assertThat(last).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        }
        assertThat(RetryRules.last(RequestFailure.of(code, "x"), false).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void aWriteThatWasSentAndNotAnsweredIsNeverCalledUndone(Status.Code status) {
        if (status == Status.Code.OK) {
            return;
        }
        ErrorCode code = failure(status, true, true);
        EnumSet<ErrorCode> undoneForSure =
                EnumSet.of(
                        ErrorCode.UNSUPPORTED,
                        ErrorCode.UNAUTHENTICATED,
                        ErrorCode.PERMISSION_DENIED);
        assertThat(code == ErrorCode.OUTCOME_UNKNOWN || undoneForSure.contains(code)).isTrue();
    }

    @Test
    void whatNeverLeftHadNoEffect() {
        assertThat(failure(Status.Code.UNAVAILABLE, true, false)).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure(Status.Code.DEADLINE_EXCEEDED, true, false))
                .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(failure(Status.Code.UNAVAILABLE, false, true)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void theDetailInTheTrailerCountsBeforeTheStatus() {
        var thrown = Errors.toStatus(RequestFailure.of(ErrorCode.THROTTLED, "slow down"));
        RequestFailure failure = RetryRules.failureOf(new CallResult.Failed<>(thrown, true), true);
        assertThat(failure.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(failure.message()).isEqualTo("slow down");
    }

    @Test
    void pausesRiseToTheirLimitAndNeverFallBelowHalf() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(160));
        Random dice = new Random(7);
        for (int failures = 1; failures < 70; failures++) {
            long ceiling = Math.min(160_000_000L, 10_000_000L << Math.min(failures - 1, 10));
            for (int i = 0; i < 50; i++) {
                assertThat(backoff.pauseNanos(failures, dice)).isBetween(ceiling / 2, ceiling);
            }
        }
    }

    private static ErrorCode failure(Status.Code status, boolean write, boolean sent) {
        return RetryRules.failureOf(
                        new CallResult.Failed<>(status.toStatus().asRuntimeException(), sent),
                        write)
                .code();
    }
}
