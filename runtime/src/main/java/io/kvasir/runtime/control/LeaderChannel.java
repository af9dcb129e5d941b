package io.kvasir.runtime.control;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Calls to whichever control plane leads. Starts at the first address, goes where a follower
/// points (trailer `kvasir-leader`), and on to the next address where one does not answer. Safe for
/// any number of threads; blocks, so call it from a virtual thread.
public final class LeaderChannel implements AutoCloseable {
    /// Set by a follower with FAILED_PRECONDITION: `host:port` of the leader, or empty where it
    /// knows none. A call that ends so did nothing.
    public static final Metadata.Key<String> LEADER =
            Metadata.Key.of("kvasir-leader", Metadata.ASCII_STRING_MARSHALLER);

    static final int ADDRESSES_MAX = 16;
    private static final int REDIRECTS_WITHOUT_PAUSE_MAX = 2;
    private static final long ATTEMPT_MILLIS_MAX = 2_000;
    private static final long PAUSE_MILLIS_MIN = 25;
    private static final long PAUSE_MILLIS_MAX = 1_000;

    /// Whether a request whose fate is not known may be sent again.
    public enum Repeat {
        /// Reads, and writes that name what they make: doing it twice is doing it once.
        SAFE,
        /// Sent again only where it certainly had no effect.
        UNSAFE
    }

    private final List<String> addresses;
    private final Function<String, ManagedChannel> connector;
    private final RandomGenerator random;
    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();
    private String target;
    private boolean closed;

    private LeaderChannel(
            List<String> addresses,
            Function<String, ManagedChannel> connector,
            RandomGenerator random) {
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            throw new IllegalArgumentException(
                    "control-plane addresses: "
                            + addresses.size()
                            + " given; 1 to "
                            + ADDRESSES_MAX
                            + " are needed");
        }
        this.addresses = List.copyOf(addresses);
        this.connector = connector;
        this.random = random;
        this.target = addresses.getFirst();
    }

    /// @param addresses `host:port` of every control plane's gRPC server
    public static LeaderChannel to(List<String> addresses) {
        return to(addresses, LeaderChannel::plaintext, RandomGenerator.getDefault());
    }

    /// As above, with the caller's way to connect and its own dice for the pauses.
    public static LeaderChannel to(
            List<String> addresses,
            Function<String, ManagedChannel> connector,
            RandomGenerator random) {
        return new LeaderChannel(addresses, connector, random);
    }

    private static ManagedChannel plaintext(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
    }

    /// Makes one unary call, at the leader, within `timeout`.
    ///
    /// @param attempt given a channel and the deadline of this attempt; typically `(channel,
    ///   deadline) -> newBlockingStub(channel).withDeadline(deadline).method(request)`
    /// @throws StatusRuntimeException the last attempt's. UNAVAILABLE, DEADLINE_EXCEEDED and
    ///   UNKNOWN mean that the outcome is unknown
    public <T> T call(Duration timeout, Repeat repeat, BiFunction<Channel, Deadline, T> attempt) {
        Deadline deadline = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
        for (int failures = 0; ; failures++) {
            String at = target();
            AtomicBoolean sent = new AtomicBoolean();
            try {
                Channel channel = ClientInterceptors.intercept(channelTo(at), new SentProbe(sent));
                return attempt.apply(channel, attemptDeadline(deadline, repeat));
            } catch (StatusRuntimeException failure) {
                boolean again = isRepeatable(failure, repeat, sent.get());
                moveFrom(at, failure);
                if (!again || !pause(failures, failure, deadline)) {
                    throw failure;
                }
            }
        }
    }

    /// The channel to the presumed leader, for streams. Report the end of each with `ended`.
    ///
    /// @throws StatusRuntimeException CANCELLED after `close`
    public Channel channel() {
        return channelTo(target());
    }

    /// A stream on `channel()` ended: the next `channel()` goes where the failure points, or to the
    /// next address.
    ///
    /// @param failures how many streams ended in a row without an answer
    /// @return how long to wait before the next stream
    public Duration ended(Channel channel, StatusRuntimeException failure, int failures) {
        String at = target();
        if (isChannelTo(at, channel)) {
            moveFrom(at, failure);
        }
        return Duration.ofMillis(pauseMillis(failures, failure));
    }

    private static Deadline attemptDeadline(Deadline deadline, Repeat repeat) {
        // A paused process accepts connections and never answers: do not spend the whole time on
        // it.
        return repeat == Repeat.SAFE
                ? deadline.minimum(Deadline.after(ATTEMPT_MILLIS_MAX, TimeUnit.MILLISECONDS))
                : deadline;
    }

    private static boolean isRepeatable(
            StatusRuntimeException failure, Repeat repeat, boolean sent) {
        if (leaderIn(failure) != null) {
            return true;
        }
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN -> repeat == Repeat.SAFE || !sent;
            default -> false;
        };
    }

    private boolean pause(int failures, StatusRuntimeException failure, Deadline deadline) {
        long millis = pauseMillis(failures, failure);
        if (deadline.timeRemaining(TimeUnit.MILLISECONDS) <= millis) {
            return false;
        }
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long pauseMillis(int failures, StatusRuntimeException failure) {
        String leader = leaderIn(failure);
        if (leader != null && !leader.isEmpty() && failures < REDIRECTS_WITHOUT_PAUSE_MAX) {
            return 0;
        }
        long ceiling = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_MIN << Math.min(failures, 10));
        return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    }

    private synchronized String target() {
        return target;
    }

    private synchronized void moveFrom(String at, StatusRuntimeException failure) {
        if (!at.equals(target)) {
            return;
        }
        String leader = leaderIn(failure);
        if (leader != null && isElsewhere(leader, at)) {
            target = leader;
        } else if (leader != null || isSilence(failure)) {
            target = addresses.get((addresses.indexOf(at) + 1) % addresses.size());
        }
    }

    private boolean isElsewhere(String leader, String at) {
        return !leader.isEmpty()
                && !leader.equals(at)
                && (channels.containsKey(leader) || channels.size() < ADDRESSES_MAX);
    }

    private static boolean isSilence(StatusRuntimeException failure) {
        Status.Code code = failure.getStatus().getCode();
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || code == Status.Code.UNIMPLEMENTED;
    }

    private static @Nullable String leaderIn(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        return failure.getStatus().getCode() == Status.Code.FAILED_PRECONDITION && trailers != null
                ? trailers.get(LEADER)
                : null;
    }

    private synchronized ManagedChannel channelTo(String address) {
        if (closed) {
            throw Status.CANCELLED.withDescription("closed").asRuntimeException();
        }
        ManagedChannel channel = channels.computeIfAbsent(address, connector);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // The pauses are ours: gRPC's own would keep a control plane that is back unreached for
            // up to two minutes.
            channel.resetConnectBackoff();
        }
        return channel;
    }

    private synchronized boolean isChannelTo(String address, Channel channel) {
        return channel.equals(channels.get(address));
    }

    /// Ends all calls and streams.
    @Override
    public synchronized void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
    }

    /// Notes whether a call left this process: one that did not had no effect.
    private record SentProbe(AtomicBoolean sent) implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(
                MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withStreamTracerFactory(tracers()));
        }

        private ClientStreamTracer.Factory tracers() {
            return new ClientStreamTracer.Factory() {
                @Override
                public ClientStreamTracer newClientStreamTracer(
                        ClientStreamTracer.StreamInfo info, Metadata headers) {
                    return new ClientStreamTracer() {
                        @Override
                        public void outboundHeaders() {
                            sent.set(true);
                        }
                    };
                }
            };
        }
    }
}
