package io.kvasir.routing.execute;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Many requests that end one after the other on one thread, for what need be done only once after
/// all of them: who writes their answers writes one message, where it would have begun with the
/// first and written a few at a time.
public final class Answering {
    private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> AFTERWARDS =
            new ThreadLocal<>();

    private Answering() {}

    /// Runs what ends the requests, and then what was left for afterwards.
    static void together(Runnable answers) {
        if (AFTERWARDS.get() != null) {
            answers.run();
            return;
        }
        ArrayDeque<Runnable> afterwards = new ArrayDeque<>();
        AFTERWARDS.set(afterwards);
        try {
            answers.run();
        } finally {
            AFTERWARDS.remove();
            afterwards.forEach(Runnable::run);
        }
    }

    /// Runs `work` once this thread has ended the requests that it is ending, or at once.
    ///
    /// @param work must not block, nor throw
    public static void afterwards(Runnable work) {
        ArrayDeque<Runnable> afterwards = AFTERWARDS.get();
        if (afterwards == null) {
            work.run();
        } else {
            afterwards.add(work);
        }
    }
}
