package io.kvasir.client;

import java.time.Duration;
import java.util.List;

/// What a client is built with; see `KvasirClient.Builder`.
record ClientConfig(
        List<String> endpoints,
        Duration timeout,
        Duration pauseMin,
        Duration pauseMax,
        boolean tokens) {
    static final ClientConfig DEFAULT =
            new ClientConfig(
                    List.of(),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(1),
                    true);
}
