package io.kvasir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Lets packets that wait in a namespace's netfilter queue go in their order, each after a time of
/// its own: what a link with a long way and much traffic does. Needs no module of the kernel for
/// bad links.
final class PacketDelay implements AutoCloseable {
    private static final long JOIN_MILLIS_MAX = 10_000;
    private static final long READY_SECONDS_MAX = 10;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Thread thread;
    private volatile boolean closing;

    private record Held(int packet, long dueNanos) {}

    /// Returns when packets may be sent to the queue.
    ///
    /// @param namespace the file of a network namespace
    /// @throws IllegalStateException where the system refuses
    PacketDelay(Path namespace, int millisMin, int millisMax) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        // A platform thread: it enters the namespace and never leaves it.
        thread =
                Thread.ofPlatform()
                        .name("packet-delay")
                        .daemon()
                        .start(() -> run(namespace, millisMin, millisMax, ready));
        try {
            ready.get(READY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("packets cannot be delayed", e);
        }
    }

    private void run(Path namespace, int millisMin, int millisMax, CompletableFuture<Void> ready) {
        SplittableRandom random = new SplittableRandom();
        Deque<Held> held = new ArrayDeque<>();
        try (NetfilterQueue queue = new NetfilterQueue(namespace)) {
            ready.complete(null);
            while (!closing || !held.isEmpty()) {
                queue.take(packet -> {
                    long millis = random.nextInt(millisMin, millisMax + 1);
                    held.addLast(new Held(packet, System.nanoTime() + millis * NANOS_PER_MS));
                });
                long now = System.nanoTime();
                while (!held.isEmpty() && (closing || held.getFirst().dueNanos() - now <= 0)) {
                    queue.letGo(held.removeFirst().packet());
                }
            }
        } catch (IOException | RuntimeException e) {
            ready.completeExceptionally(e);
        }
    }

    /// Lets all go. The rule that sends packets to the queue must be gone already.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(JOIN_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
