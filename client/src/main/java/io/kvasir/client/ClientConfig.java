package io.kvasir.client;

import java.time.Duration;
import java.util.List;

/// What a client is built with; see `KvasirClient.Builder`.
///
/// @param direct the client routes itself
record ClientConfig(
        List<String> endpoints,
        Duration timeout,
        Duration pauseMin,
        Duration pauseMax,
        boolean tokens,
        boolean direct) {
    static final ClientConfig DEFAULT =
            new ClientConfig(
                    List.of(),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(1),
                    true,
                    false);

    ClientConfig withEndpoints(List<String> addresses) {
        return new ClientConfig(
                List.copyOf(addresses), timeout, pauseMin, pauseMax, tokens, direct);
    }

    ClientConfig withTimeout(Duration duration) {
        return new ClientConfig(endpoints, duration, pauseMin, pauseMax, tokens, direct);
    }

    ClientConfig withPauses(Duration min, Duration max) {
        return new ClientConfig(endpoints, timeout, min, max, tokens, direct);
    }

    ClientConfig withoutTokens() {
        return new ClientConfig(endpoints, timeout, pauseMin, pauseMax, false, direct);
    }

    ClientConfig directly() {
        return new ClientConfig(endpoints, timeout, pauseMin, pauseMax, tokens, true);
    }
}
