package io.kvasir.bench.store;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The few messages of etcd's public protocol (etcdserverpb, version 3) that the benchmark needs,
/// written and read by their documented field numbers.
final class EtcdMessages {
    private static final int WIRE_TYPE_BITS = 3;

    private EtcdMessages() {}

    /// Fields of a message being written.
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /// A value found in a range, and the revision that last changed it.
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each read would cost.
    record KeyValue(byte[] value, long modRevision) {
        static final KeyValue ABSENT = new KeyValue(new byte[0], 0);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] range(byte[] key, boolean serializable) {
        return message(out -> {
            out.writeByteArray(1, key);
            out.writeBool(7, serializable);
        });
    }

    /// @param end exclusive
    static byte[] range(byte[] key, byte[] end, int limit, boolean descending) {
        return message(out -> {
            out.writeByteArray(1, key);
            out.writeByteArray(2, end);
            out.writeInt64(3, limit);
            out.writeEnum(5, descending ? 2 : 1);
            out.writeBool(7, true);
        });
    }

    static byte[] put(byte[] key, byte[] value) {
        return message(out -> {
            out.writeByteArray(1, key);
            out.writeByteArray(2, value);
        });
    }

    /// All of them, or none.
    static byte[] putAll(List<byte[]> puts) {
        return message(out -> {
            for (byte[] put : puts) {
                out.writeByteArray(2, message(request -> request.writeByteArray(2, put)));
            }
        });
    }

    /// Puts where nobody has since a revision of the key; revision 0: where there is none.
    static byte[] putIfUnchanged(byte[] key, long modRevision, byte[] value) {
        byte[] compare =
                message(out -> {
                    out.writeEnum(1, 0);
                    out.writeEnum(2, 2);
                    out.writeByteArray(3, key);
                    out.writeInt64(6, modRevision);
                });
        byte[] put = put(key, value);
        return message(out -> {
            out.writeByteArray(1, compare);
            out.writeByteArray(2, message(request -> request.writeByteArray(2, put)));
        });
    }

    /// Whether the conditions of a transaction were met.
    static boolean succeeded(byte[] txnResponse) {
        return number(txnResponse, 2) == 1;
    }

    /// The first of a range.
    static KeyValue first(byte[] rangeResponse) {
        byte[] pair = bytes(rangeResponse, 2);
        return pair.length == 0 ? KeyValue.ABSENT : new KeyValue(bytes(pair, 5), number(pair, 3));
    }

    /// Whether the member that sent a status leads.
    static boolean isLeader(byte[] statusResponse) {
        return number(bytes(statusResponse, 1), 2) == number(statusResponse, 4);
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// The first field of a number, as a varint; 0 where it is absent.
    private static long number(byte[] message, int field) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == (field << WIRE_TYPE_BITS | WireFormat.WIRETYPE_VARINT)) {
                    return in.readUInt64();
                }
                in.skipField(tag);
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(byte[] message, int field) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == (field << WIRE_TYPE_BITS | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                    return in.readByteArray();
                }
                in.skipField(tag);
            }
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Messages as they are: what is not looked at is not parsed.
    enum Marshaller implements io.grpc.MethodDescriptor.Marshaller<byte[]> {
        BYTES;

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
