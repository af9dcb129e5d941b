package io.kvasir.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seed;
import org.junit.jupiter.api.Test;

class SimulationsTest {
    @Test
    void aReplayIsOneRunOfThatSeedMadeTwice() throws InterruptedException {
        Simulations.Outcome outcome = Simulations.run(new Seed(11), 1, 2);
        assertThat(outcome.seeds()).isEqualTo(1);
        assertThat(outcome.runs()).as("each world, twice").isEqualTo(2 * World.values().length);
        assertThat(outcome.failure()).isEmpty();
    }
}
