package io.kvasir.cli.server;

import java.util.concurrent.CountDownLatch;

/// Keeps a process running until it is asked to end (Ctrl-C, SIGTERM), then closes what it runs.
public final class UntilStopped {
    private UntilStopped() {}

    /// Returns when the server is closed.
    public static void run(AutoCloseable server, Runnable closed) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> {
                                    asked.countDown();
                                    awaitQuietly(done);
                                }));
        asked.await();
        try {
            server.close();
            closed.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the server did not close cleanly", e);
        } finally {
            done.countDown();
        }
    }

    /// The virtual machine ends when its hooks have.
    private static void awaitQuietly(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
