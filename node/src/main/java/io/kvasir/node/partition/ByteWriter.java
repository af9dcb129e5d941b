package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Appends numbers and byte strings to a growing array. Varints are unsigned, seven bits a byte,
/// lowest first.
final class ByteWriter {
    static final int VARINT_BYTES_MAX = 10;

    private byte[] buffer;
    private int length;

    ByteWriter(int bytesExpected) {
        buffer = new byte[bytesExpected];
    }

    ByteWriter skip(int bytes) {
        reserve(bytes);
        length += bytes;
        return this;
    }

    ByteWriter octet(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
        return this;
    }

    ByteWriter fixed64(long value) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    ByteWriter varint(long value) {
        reserve(VARINT_BYTES_MAX);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
        return this;
    }

    ByteWriter bytes(Bytes value) {
        varint(value.length());
        return raw(value);
    }

    ByteWriter raw(Bytes value) {
        reserve(value.length());
        System.arraycopy(value.array(), 0, buffer, length, value.length());
        length += value.length();
        return this;
    }

    ByteWriter text(String value) {
        return bytes(Bytes.ofOwned(value.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] toArray() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private void reserve(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
        }
    }
}
