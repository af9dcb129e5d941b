package io.kvasir.routing.control;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.routing.rpc.UnaryCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Calls to whichever control plane leads: goes where a follower points, and on to the next address
/// where one does not answer, until the deadline.
public final class ControlPlane implements AutoCloseable {
    /// Set by a follower with FAILED_PRECONDITION: the leader's `host:port`, or empty where it
    /// knows none. A call that ends so did nothing.
    public static final Metadata.Key<String> LEADER =
            Metadata.Key.of("kvasir-leader", Metadata.ASCII_STRING_MARSHALLER);

    private static final int ADDRESSES_MAX = 16;
    private static final int REDIRECTS_WITHOUT_PAUSE_MAX = 2;

    /// A paused process accepts connections and never answers: a read does not wait for it to the
    /// end.
    private static final long READ_ATTEMPT_MILLIS = 2_000;

    private final List<String> addresses;
    private final Function<String, ManagedChannel> connector;
    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();
    private final Backoff backoff;
    private final ScheduledExecutorService timer;
    private final RandomGenerator dice;
    private String target;

    /// @param addresses `host:port` of the control planes; none for a core that only has its map
    ///   file
    public ControlPlane(
            List<String> addresses,
            Function<String, ManagedChannel> connector,
            Backoff backoff,
            ScheduledExecutorService timer,
            RandomGenerator dice) {
        if (addresses.size() > ADDRESSES_MAX) {
            throw new IllegalArgumentException(
                    addresses.size()
                            + " control-plane addresses are given; the limit is "
                            + ADDRESSES_MAX);
        }
        this.addresses = List.copyOf(addresses);
        this.connector = connector;
        this.backoff = backoff;
        this.timer = timer;
        this.dice = dice;
        this.target = addresses.isEmpty() ? "" : addresses.getFirst();
    }

    /// A channel to each address, for streams that any control plane serves.
    public synchronized List<ManagedChannel> all() {
        return addresses.stream().map(this::channel).toList();
    }

    /// Ends with the leader's reply or a `RequestFailedException`.
    public <Q, R> CompletableFuture<R> call(
            MethodDescriptor<Q, R> method, Q request, boolean write, Deadline deadline) {
        if (addresses.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new RequestFailedException(
                            ErrorCode.UNAVAILABLE, "no control plane is configured"));
        }
        Request<Q, R> attempts = new Request<>(method, request, write, deadline);
        attempts.attempt();
        return attempts.reply;
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }

    private synchronized String target() {
        return target;
    }

    private synchronized ManagedChannel channel(String address) {
        ManagedChannel channel = channels.computeIfAbsent(address, connector);
        channel.resetConnectBackoff();
        return channel;
    }

    /// Goes to the leader that a follower named, or to the next address.
    private synchronized void moveFrom(String at, @Nullable String leader) {
        if (!at.equals(target)) {
            return;
        }
        if (leader != null
                && !leader.isEmpty()
                && !leader.equals(at)
                && (channels.containsKey(leader) || channels.size() < ADDRESSES_MAX)) {
            target = leader;
        } else {
            target = addresses.get((addresses.indexOf(at) + 1) % addresses.size());
        }
    }

    private static @Nullable String leaderIn(CallResult.Failed<?> failed) {
        Metadata trailers = failed.status().getTrailers();
        return trailers != null
                        && failed.status().getStatus().getCode() == Status.Code.FAILED_PRECONDITION
                ? trailers.get(LEADER)
                : null;
    }

    private final class Request<Q, R> {
        private final MethodDescriptor<Q, R> method;
        private final Q request;
        private final boolean write;
        private final Deadline deadline;
        private final CompletableFuture<R> reply = new CompletableFuture<>();
        private int failures;
        private int redirects;
        private @Nullable RequestFailure reason;

        Request(MethodDescriptor<Q, R> method, Q request, boolean write, Deadline deadline) {
            this.method = method;
            this.request = request;
            this.write = write;
            this.deadline = deadline;
        }

        void attempt() {
            String at = target();
            Deadline until =
                    write
                            ? deadline
                            : deadline.minimum(
                                    Deadline.after(READ_ATTEMPT_MILLIS, TimeUnit.MILLISECONDS));
            var unused =
                    UnaryCall.send(channel(at), method, request, until)
                            .thenAccept(result -> ended(at, result));
        }

        private void ended(String at, CallResult<R> result) {
            switch (result) {
                case CallResult.Answered<R> answered -> reply.complete(answered.reply());
                case CallResult.Failed<R> failed -> failed(at, failed);
            }
        }

        private void failed(String at, CallResult.Failed<R> failed) {
            @Nullable String leader = leaderIn(failed);
            RequestFailure failure =
                    leader == null
                            ? RetryRules.failureOf(failed, write)
                            : RequestFailure.of(
                                    ErrorCode.UNAVAILABLE,
                                    "the control plane has no leader that could be found");
            if (!RetryRules.mayRetry(failure, write ? Repeat.UNSAFE : Repeat.SAFE)) {
                reply.completeExceptionally(failure.toException());
                return;
            }
            if (reason == null || failure.code() != ErrorCode.DEADLINE_EXCEEDED) {
                reason = failure;
            }
            moveFrom(at, leader);
            boolean named = leader != null && !leader.isEmpty();
            if (named && redirects < REDIRECTS_WITHOUT_PAUSE_MAX) {
                redirects++;
                attempt();
                return;
            }
            failures++;
            long pause = backoff.pauseNanos(failures, dice);
            if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= pause) {
                // An attempt cut short by the deadline says less than what earlier ones met.
                reply.completeExceptionally(reason.toException());
                return;
            }
            try {
                var unused = timer.schedule(this::attempt, pause, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closing) {
                reply.completeExceptionally(reason.toException());
            }
        }
    }
}
