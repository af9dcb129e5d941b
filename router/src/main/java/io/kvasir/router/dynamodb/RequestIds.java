package io.kvasir.router.dynamodb;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Identities of requests as the service makes them: 52 characters of base 32.
final class RequestIds implements Supplier<String> {
    private static final int CHARS = 52;
    private static final int BITS = 5;
    private static final int CHARS_OF_LONG = Long.SIZE / BITS;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

    private final Supplier<RandomGenerator> random;

    /// @param random a generator that the calling thread may use
    RequestIds(Supplier<RandomGenerator> random) {
        this.random = random;
    }

    @Override
    public String get() {
        RandomGenerator generator = random.get();
        StringBuilder id = new StringBuilder(CHARS);
        while (id.length() < CHARS) {
            long bits = generator.nextLong();
            for (int i = 0; i < CHARS_OF_LONG && id.length() < CHARS; i++) {
                id.append(ALPHABET.charAt((int) (bits & (ALPHABET.length() - 1))));
                bits >>>= BITS;
            }
        }
        return id.toString();
    }
}
