package io.kvasir.node.app;

import io.grpc.StatusRuntimeException;
import io.kvasir.proto.internal.v1.ControlPlaneGrpc;
import io.kvasir.proto.internal.v1.HeartbeatRequest;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.kvasir.runtime.control.LeaderChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports to whichever control plane leads. Where none answers the node goes on as it is.
final class ControlPlaneLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneLink.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

    private final LeaderChannel channel;
    private boolean reachable = true;

    ControlPlaneLink(List<String> controlPlanes) {
        channel = LeaderChannel.to(controlPlanes);
    }

    /// @return empty where no control plane answered
    Optional<HeartbeatResponse> report(HeartbeatRequest request) {
        try {
            HeartbeatResponse response =
                    channel.call(
                            CALL_TIMEOUT,
                            LeaderChannel.Repeat.SAFE,
                            (to, deadline) ->
                                    ControlPlaneGrpc.newBlockingStub(to)
                                            .withDeadlineAfter(
                                                    deadline.timeRemaining(TimeUnit.NANOSECONDS),
                                                    TimeUnit.NANOSECONDS)
                                            .heartbeat(request));
            if (!reachable) {
                LOG.info("the control plane answers again");
            }
            reachable = true;
            return Optional.of(response);
        } catch (StatusRuntimeException e) {
            if (reachable) {
                LOG.warn("no control plane answers; the node goes on serving: {}", e.getStatus());
            }
            reachable = false;
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
