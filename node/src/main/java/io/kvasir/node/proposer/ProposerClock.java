package io.kvasir.node.proposer;

import java.util.function.LongSupplier;

/// The two clocks of a proposer.
///
/// @param nanos monotonic, for deadlines
/// @param wallMillis for versions and the validity of tokens
public record ProposerClock(LongSupplier nanos, LongSupplier wallMillis) {
    public static ProposerClock system() {
        return new ProposerClock(System::nanoTime, System::currentTimeMillis);
    }
}
