package io.kvasir.bench.load;

import java.util.random.RandomGenerator;

/// Does one operation and returns when it is done.
@FunctionalInterface
public interface Call {
    /// @param dice of the caller
    void run(RandomGenerator dice) throws Exception;
}
