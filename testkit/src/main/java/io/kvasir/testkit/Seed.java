package io.kvasir.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// What one random run grows from. Each part of a run draws from a generator of its own, forked by
/// name, so that one part drawing more does not shift the others.
public record Seed(long value) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// Reads `0x…` or a decimal number.
    public static Seed parse(String text) {
        return new Seed(
                text.startsWith("0x") || text.startsWith("0X")
                        ? Long.parseUnsignedLong(text.substring(2), 16)
                        : Long.parseLong(text));
    }

    /// The generator of one part of the run: the same for the same seed and name.
    public RandomGenerator random(String part) {
        return new SplittableRandom(fork(part).value);
    }

    public Seed fork(String part) {
        long hash = FNV_OFFSET ^ value;
        for (int i = 0; i < part.length(); i++) {
            hash = (hash ^ part.charAt(i)) * FNV_PRIME;
        }
        return new Seed(mixed(hash));
    }

    public Seed fork(long number) {
        return new Seed(mixed(value * FNV_PRIME + mixed(number)));
    }

    private static long mixed(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
