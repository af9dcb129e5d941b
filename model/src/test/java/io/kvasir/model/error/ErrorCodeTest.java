package io.kvasir.model.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void aNumberMeansOneCode(ErrorCode code) {
        assertThat(ErrorCode.of(code.number())).isEqualTo(code);
        assertThat(Arrays.stream(ErrorCode.values()).filter(c -> c.number() == code.number()))
                .hasSize(1);
    }

    @Test
    void anUnknownNumberHasAnUnknownEffect() {
        for (int number : new int[] {-1, 0, 63, 64, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(ErrorCode.of(number).effect()).isEqualTo(ErrorCode.Effect.UNKNOWN);
        }
    }

    @Test
    void theNumbersOnTheWireStay() {
        assertThat(ErrorCode.INVALID_ARGUMENT.number()).isEqualTo(1);
        assertThat(ErrorCode.CONDITION_FAILED.number()).isEqualTo(5);
        assertThat(ErrorCode.NOT_LEADER.number()).isEqualTo(13);
        assertThat(ErrorCode.OUTCOME_UNKNOWN.number()).isEqualTo(17);
        assertThat(ErrorCode.INTERNAL.number()).isEqualTo(24);
    }
}
