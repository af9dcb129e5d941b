package io.kvasir.control.app;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.control.console.Answer;
import io.kvasir.control.log.SnapshotSource;
import io.kvasir.model.Bytes;
import io.kvasir.proto.internal.v1.ControlPeersGrpc;
import io.kvasir.proto.internal.v1.IdentifyRequest;
import io.kvasir.proto.internal.v1.IdentifyResponse;
import io.kvasir.proto.internal.v1.PullStateChunk;
import io.kvasir.proto.internal.v1.PullStateRequest;
import io.kvasir.proto.internal.v1.ShowConsoleRequest;
import io.kvasir.proto.internal.v1.ShowConsoleResponse;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls to the other control planes.
final class PeerClient implements SnapshotSource, AutoCloseable {
    private static final long IDENTIFY_MILLIS_MAX = 1_000;
    private static final long PULL_SECONDS_MAX = 60;
    private static final long CONSOLE_SECONDS_MAX = 10;
    private static final int DOCUMENT_BYTES_MAX = 16 << 20;

    /// A copy of the state: 1,000,000 partitions take about 150 MB.
    private static final int COPY_BYTES_MAX = 1 << 29;

    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();

    PeerClient(List<Peer> others) {
        for (Peer peer : others) {
            channels.put(
                    peer.id(),
                    NettyChannelBuilder.forTarget("dns:///" + peer.grpcAddress())
                            .usePlaintext()
                            .build());
        }
    }

    /// Empty where it does not answer now.
    Optional<IdentifyResponse> identify(Peer peer) {
        ManagedChannel channel = channels.get(peer.id());
        if (channel == null) {
            return Optional.empty();
        }
        channel.resetConnectBackoff();
        try {
            return Optional.of(
                    ControlPeersGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(IDENTIFY_MILLIS_MAX, TimeUnit.MILLISECONDS)
                            .identify(IdentifyRequest.getDefaultInstance()));
        } catch (StatusRuntimeException silent) {
            return Optional.empty();
        }
    }

    /// A document of the console, from the control plane that leads.
    Answer showConsole(String leader, String document, Map<String, String> query) {
        ManagedChannel channel = channels.get(leader);
        if (channel == null) {
            return Answer.failed(
                    503, leader + " leads, and is not among the peers of the settings");
        }
        channel.resetConnectBackoff();
        try {
            ShowConsoleResponse shown =
                    ControlPeersGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(CONSOLE_SECONDS_MAX, TimeUnit.SECONDS)
                            .withMaxInboundMessageSize(DOCUMENT_BYTES_MAX)
                            .showConsole(
                                    ShowConsoleRequest.newBuilder()
                                            .setDocument(document)
                                            .putAllQuery(query)
                                            .build());
            return new Answer(shown.getStatus(), Bytes.ofOwned(shown.getJson().toByteArray()));
        } catch (StatusRuntimeException failed) {
            return Answer.failed(
                    503, leader + " leads and did not answer: " + failed.getStatus().getCode());
        }
    }

    @Override
    public byte[] pull(Member source, LogPosition atLeast) throws IOException {
        @Nullable ManagedChannel channel = channels.get(source.replica().node().value());
        if (channel == null) {
            throw new IOException(source.replica() + " is not among the peers of the settings");
        }
        try {
            Iterator<PullStateChunk> chunks =
                    ControlPeersGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(PULL_SECONDS_MAX, TimeUnit.SECONDS)
                            .pullState(
                                    PullStateRequest.newBuilder()
                                            .setAppliedIndexMin(atLeast.index())
                                            .build());
            return join(chunks, source);
        } catch (StatusRuntimeException failed) {
            throw new IOException(
                    "no copy of the state from " + source.replica() + ": " + failed.getStatus(),
                    failed);
        }
    }

    private static byte[] join(Iterator<PullStateChunk> chunks, Member source) throws IOException {
        ByteString.Output joined = ByteString.newOutput();
        while (chunks.hasNext()) {
            chunks.next().getBytes().writeTo(joined);
            if (joined.size() > COPY_BYTES_MAX) {
                throw new IOException(
                        "the copy of the state from "
                                + source.replica()
                                + " is above the limit of "
                                + COPY_BYTES_MAX
                                + " bytes");
            }
        }
        return joined.toByteString().toByteArray();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
