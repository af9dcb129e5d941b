package io.kvasir.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void theLineTellsPartRateAndTimeLeft() {
        String line = new Progress(12_000, 750, 1000, Duration.ofSeconds(6)).rendered();

        assertThat(line).contains("75%", "12,000 items", "2,000/s", "0:02 left");
    }

    @Test
    void withoutAKnownSizeThereIsNoBar() {
        String line = new Progress(10, 5, 0, Duration.ofSeconds(1)).rendered();

        assertThat(line).isEqualTo("10 items  10/s");
    }

    @Test
    void nothingDoneYetIsNoDivisionByZero() {
        assertThat(new Progress(0, 0, 1000, Duration.ZERO).rendered()).contains("0%", "0/s");
    }
}
