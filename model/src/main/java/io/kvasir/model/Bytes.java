package io.kvasir.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string, ordered by unsigned bytes. `ofOwned` takes the array over without a
/// copy: the caller must not touch it again; `array` gives it out under the same rule.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes copyOf(byte[] source) {
        return new Bytes(source.clone());
    }

    public static Bytes ofOwned(byte[] array) {
        return new Bytes(array);
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(
                        array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    public Bytes concat(Bytes suffix) {
        byte[] joined = Arrays.copyOf(array, array.length + suffix.array.length);
        System.arraycopy(suffix.array, 0, joined, array.length, suffix.array.length);
        return new Bytes(joined);
    }

    /// The smallest byte string above every string that starts with this one; null where there is
    /// none (all FF).
    public @org.jspecify.annotations.Nullable Bytes prefixEnd() {
        for (int i = array.length - 1; i >= 0; i--) {
            if (array[i] != (byte) 0xFF) {
                byte[] end = Arrays.copyOf(array, i + 1);
                end[i]++;
                return new Bytes(end);
            }
        }
        return null;
    }

    /// The smallest byte string above this one.
    public Bytes successor() {
        return new Bytes(Arrays.copyOf(array, array.length + 1));
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    public String toHex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
