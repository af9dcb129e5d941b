package io.kvasir.control.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.operation.Operation.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant BEGUN = Instant.ofEpochSecond(10);
    private static final Instant LATER = Instant.ofEpochSecond(20);

    @Test
    void whatIsNoLongerUnderWayHasEnded() {
        History history =
                History.EMPTY
                        .observed(List.of(operation(Kind.MOVE)), BEGUN)
                        .observed(List.of(), LATER);

        assertThat(history.running()).isEmpty();
        assertThat(history.ended())
                .singleElement()
                .satisfies(ended -> {
                    assertThat(ended.begunAt()).isEqualTo(BEGUN);
                    assertThat(ended.endedAt()).contains(LATER);
                });
    }

    @Test
    void aSplitWhoseChildLosesItsFirstLeaderIsStillOneOperation() {
        History history =
                History.EMPTY
                        .observed(List.of(operation(Kind.SPLIT)), BEGUN)
                        .observed(List.of(), BEGUN)
                        .observed(List.of(operation(Kind.SPLIT)), BEGUN);

        assertThat(history.running()).hasSize(1);
        assertThat(history.ended()).isEmpty();
        assertThat(history.observed(List.of(), LATER).ended()).hasSize(1);
    }

    @Test
    void aMoveThatIsMadeTwiceIsTwo() {
        History history =
                History.EMPTY
                        .observed(List.of(operation(Kind.MOVE)), BEGUN)
                        .observed(List.of(), BEGUN)
                        .observed(List.of(operation(Kind.MOVE)), LATER)
                        .observed(List.of(), LATER);

        assertThat(history.ended()).hasSize(2);
    }

    private static Operation operation(Kind kind) {
        return new Operation(kind, "p1", "goal", "step", BEGUN, Optional.empty(), 0, 0);
    }
}
