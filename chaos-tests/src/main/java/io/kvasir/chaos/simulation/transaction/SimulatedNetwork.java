package io.kvasir.chaos.simulation.transaction;

import java.util.function.IntConsumer;

/// Carries messages late, not at all, or twice.
final class SimulatedNetwork {
    private static final long DELAY_NANOS_MAX = 2 * SimulatedWorld.MILLIS;
    private static final long LATE_NANOS_MAX = 12 * SimulatedWorld.SECONDS;

    /// @param lost of all messages
    /// @param doubled of those that arrive
    /// @param late by seconds
    record Faults(double lost, double doubled, double late) {
        static final Faults NONE = new Faults(0, 0, 0);
    }

    private final SimulatedWorld world;
    private Faults faults;
    private int messages;
    private IntConsumer observer = number -> {};

    SimulatedNetwork(SimulatedWorld world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    int messages() {
        return messages;
    }

    /// @param watching told the number of each message before it is carried
    void observe(IntConsumer watching) {
        observer = watching;
    }

    void heal() {
        faults = Faults.NONE;
    }

    /// What may not be sent twice; the network does not double it.
    void carryOnce(String what, Runnable arrival) {
        Faults all = faults;
        faults = new Faults(all.lost(), 0, all.late());
        carry(what, arrival);
        faults = all;
    }

    void carry(String what, Runnable arrival) {
        observer.accept(messages++);
        if (world.chance(faults.lost())) {
            world.note("lost: " + what);
            return;
        }
        int copies = world.chance(faults.doubled()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            boolean late = world.chance(faults.late());
            long delay = world.between(1000, late ? LATE_NANOS_MAX : DELAY_NANOS_MAX);
            world.after(
                    delay,
                    () -> {
                        world.note(what);
                        arrival.run();
                    });
        }
    }
}
