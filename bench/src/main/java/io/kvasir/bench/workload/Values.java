package io.kvasir.bench.workload;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Values of one size that do not compress; a few, made once, since making them is not what is
/// measured.
final class Values {
    private static final int VALUES = 64;

    private final List<Bytes> values = new ArrayList<>(VALUES);

    Values(int bytes, RandomGenerator dice) {
        for (int i = 0; i < VALUES; i++) {
            byte[] value = new byte[bytes];
            dice.nextBytes(value);
            values.add(Bytes.ofOwned(value));
        }
    }

    Bytes next(RandomGenerator dice) {
        return values.get(dice.nextInt(VALUES));
    }
}
