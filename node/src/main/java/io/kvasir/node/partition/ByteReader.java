package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a `ByteWriter` wrote.
///
/// Running past the end throws `IllegalStateException`: such bytes were never written by us.
final class ByteReader {
    private final byte[] buffer;
    private int at;

    ByteReader(Bytes bytes) {
        buffer = bytes.array();
    }

    ByteReader skip(int bytes) {
        require(bytes);
        at += bytes;
        return this;
    }

    int octet() {
        require(1);
        return buffer[at++] & 0xFF;
    }

    long fixed64() {
        require(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (buffer[at++] & 0xFF);
        }
        return value;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("a number of more than 64 bits at byte " + at);
    }

    int varint32() {
        return Math.toIntExact(varint());
    }

    Bytes bytes() {
        int length = varint32();
        require(length);
        Bytes value = Bytes.ofOwned(Arrays.copyOfRange(buffer, at, at + length));
        at += length;
        return value;
    }

    Bytes rest() {
        Bytes value = Bytes.ofOwned(Arrays.copyOfRange(buffer, at, buffer.length));
        at = buffer.length;
        return value;
    }

    String text() {
        return new String(bytes().array(), StandardCharsets.UTF_8);
    }

    boolean isAtEnd() {
        return at == buffer.length;
    }

    private void require(int bytes) {
        if (bytes < 0 || buffer.length - at < bytes) {
            throw new IllegalStateException(
                    bytes + " bytes wanted at " + at + " of " + buffer.length);
        }
    }
}
