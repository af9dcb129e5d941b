package io.kvasir.cli.elastic;

import io.kvasir.node.app.StorageNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Holds whichever nodes come to one step of what is ordered, until the test has struck there. One
/// step at a time, for all nodes of a world.
final class StepGate {
    private static final long HELD_MILLIS_MAX = 60_000;

    private Optional<Enum<?>> step = Optional.empty();
    private final Set<String> held = new TreeSet<>();
    private long round;

    /// What a node is started with; it dies of `crash`, and then comes to no step any more.
    final class Watched {
        private final String node;
        private boolean crashed;

        private Watched(String node) {
            this.node = node;
        }

        StorageNode.Hooks hooks() {
            return new StorageNode.Hooks(
                    (reached, parent) -> reached(this, reached),
                    (reached, partition) -> reached(this, reached),
                    (reached, partition) -> reached(this, reached),
                    /* losesMemory= */ true);
        }

        boolean isCrashed() {
            return StepGate.this.isCrashed(this);
        }

        /// Threads of it that are held, and any that come to a step, end there.
        void crash() {
            synchronized (StepGate.this) {
                crashed = true;
                StepGate.this.notifyAll();
            }
        }
    }

    private synchronized boolean isCrashed(Watched watched) {
        return watched.crashed;
    }

    Watched watched(String node) {
        return new Watched(node);
    }

    synchronized void hold(Enum<?> at) {
        step = Optional.of(at);
        held.clear();
    }

    synchronized boolean isHeld() {
        return !held.isEmpty();
    }

    /// Whoever is held and lives goes on, and nobody is held any more.
    synchronized void goOn() {
        step = Optional.empty();
        round++;
        notifyAll();
    }

    private synchronized void reached(Watched by, Enum<?> at) {
        long begun = round;
        long end = System.currentTimeMillis() + HELD_MILLIS_MAX;
        if (step.equals(Optional.of(at))) {
            held.add(by.node);
        }
        try {
            while (step.equals(Optional.of(at)) && round == begun && !by.crashed) {
                long left = end - System.currentTimeMillis();
                if (left <= 0) {
                    throw new IllegalStateException(by.node + " was held too long at " + at);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(by.node + " is closed at " + at, e);
        }
        if (by.crashed) {
            throw new IllegalStateException(by.node + " crashed at " + at);
        }
    }
}
