package io.kvasir.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    @Test
    void planningTakesAtMostAFifthOfTheTimeHoweverLongItTakes() {
        assertThat(Reconciler.rest(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
        assertThat(Reconciler.rest(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(200));
        assertThat(Reconciler.rest(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(8));
    }
}
