package io.kvasir.replication.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteOutput;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/// Takes the array out of a byte string: without a copy where the string is exactly one array,
/// which is how an entry comes both from `append` and from the network.
final class EntryBytes {
    private EntryBytes() {}

    static ByteString wrap(byte[] entry) {
        return UnsafeByteOperations.unsafeWrap(entry);
    }

    static byte[] of(ByteString bytes) {
        Taker taker = new Taker(bytes.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, taker);
        } catch (IOException e) {
            throw new UncheckedIOException("copying within memory failed", e);
        }
        return taker.taken();
    }

    private static final class Taker extends ByteOutput {
        private final int size;
        private byte @Nullable [] array;
        private int filled;

        Taker(int size) {
            this.size = size;
        }

        byte[] taken() {
            return array == null ? new byte[0] : array;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (offset == 0 && length == size && value.length == size) {
                array = value;
                filled = size;
            } else {
                write(value, offset, length);
            }
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            if (filled == 0 && length == size) {
                array = Arrays.copyOfRange(value, offset, offset + length);
            } else {
                System.arraycopy(value, offset, room(), filled, length);
            }
            filled += length;
        }

        @Override
        public void write(byte value) {
            room()[filled++] = value;
        }

        @Override
        public void write(ByteBuffer value) {
            int length = value.remaining();
            value.get(room(), filled, length);
            filled += length;
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            write(value);
        }

        private byte[] room() {
            byte[] present = array;
            if (present == null) {
                present = new byte[size];
                array = present;
            }
            return present;
        }
    }
}
