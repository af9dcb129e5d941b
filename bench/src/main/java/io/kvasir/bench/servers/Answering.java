package io.kvasir.bench.servers;

import io.kvasir.bench.store.Store;
import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.time.Duration;

/// Waits until the servers of a target answer, after they were started or stood still.
public final class Answering {
    private static final Bytes PROBE = Bytes.utf8("probe");
    private static final long PAUSE_MILLIS = 50;

    /// In a row: after a standstill one may be answered before members notice that they were away.
    private static final int ANSWERS = 20;

    private Answering() {}

    /// Until reads and writes are answered.
    ///
    /// @param check throws where there is no hope
    public static void await(Target target, Duration patience, Runnable check) throws Exception {
        repeat(
                target,
                patience,
                check,
                store -> {
                    store.prepare();
                    for (int i = 0; i < ANSWERS; i++) {
                        probe(store);
                    }
                });
    }

    /// Until a client can connect.
    static void awaitConnection(Target target, Duration patience, Runnable check) throws Exception {
        repeat(target, patience, check, store -> {});
    }

    private interface Trial {
        void on(Store store) throws Exception;
    }

    private static void repeat(Target target, Duration patience, Runnable check, Trial trial)
            throws Exception {
        long start = System.nanoTime();
        for (boolean done = false; !done; ) {
            check.run();
            try (Store store = target.connect()) {
                trial.on(store);
                done = true;
            } catch (RuntimeException | java.sql.SQLException notYet) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new IllegalStateException(
                            target.name()
                                    + " does not answer within "
                                    + patience.toSeconds()
                                    + " s",
                            notYet);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /// A write, where the store takes one: only a leader answers it.
    private static void probe(Store store) throws Exception {
        if (store.whyNot(Workload.WRITE).isEmpty()) {
            store.perform(new Operation.Put(0, PROBE));
        } else {
            store.perform(new Operation.Get(0, Freshness.EVENTUAL));
        }
    }
}
