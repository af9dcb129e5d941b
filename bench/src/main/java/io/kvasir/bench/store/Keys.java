package io.kvasir.bench.store;

/// What keys look like, alike in all stores: 16 characters, in the order of their numbers.
final class Keys {
    private static final int DIGITS = 12;
    private static final String ZEROS = "0".repeat(DIGITS);

    private Keys() {}

    static String text(long key) {
        String digits = Long.toString(key);
        return "user" + ZEROS.substring(Math.min(DIGITS, digits.length())) + digits;
    }
}
