package io.kvasir.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvasir.model.Bytes;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
    private static final double UNITS_PER_SECOND = 100;

    private final LoadMeter meter = new LoadMeter();
    private long nowNanos = 1;

    @Test
    void ratesOfANewLeaderAreSettledOnceTheyShowWhatIsAskedOfIt() {
        run(30, false, 0);
        assertThat(meter.isSettled()).as("of a follower").isFalse();
        int seconds = 0;
        while (!meter.isSettled() && seconds < 60) {
            run(1, true, UNITS_PER_SECOND);
            seconds++;
        }
        assertThat(seconds).isLessThan(20);
        assertThat(meter.writeRate()).isCloseTo(UNITS_PER_SECOND, within(UNITS_PER_SECOND / 10));
        run(1, false, 0);
        assertThat(meter.isSettled()).as("of a leader that was").isFalse();
    }

    private void run(int seconds, boolean leads, double units) {
        for (int i = 0; i < seconds; i++) {
            nowNanos += TimeUnit.SECONDS.toNanos(1);
            meter.wrote(Bytes.EMPTY, units);
            meter.sample(nowNanos, leads);
        }
    }
}
