package io.kvasir.routing;

import io.kvasir.routing.execute.AttemptTimeouts;
import io.kvasir.routing.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a routing core is started with.
///
/// @param controlPlanes `host:port` of the control planes, any number of them
/// @param mapFile where the last map is kept, so that a restart serves without a control plane
/// @param zone the caller's own, whose replicas are near; empty: all are
/// @param backoff pauses between attempts
/// @param timeouts of single attempts
public record RoutingConfig(
        List<String> controlPlanes,
        Optional<Path> mapFile,
        String zone,
        Backoff backoff,
        AttemptTimeouts timeouts) {
    public static final Backoff BACKOFF_DEFAULT =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(250));

    public RoutingConfig {
        controlPlanes = List.copyOf(controlPlanes);
    }

    public static RoutingConfig of(List<String> controlPlanes) {
        return new RoutingConfig(
                controlPlanes, Optional.empty(), "", BACKOFF_DEFAULT, AttemptTimeouts.DEFAULT);
    }

    public RoutingConfig withMapFile(Path file) {
        return new RoutingConfig(controlPlanes, Optional.of(file), zone, backoff, timeouts);
    }

    public RoutingConfig withZone(String own) {
        return new RoutingConfig(controlPlanes, mapFile, own, backoff, timeouts);
    }
}
