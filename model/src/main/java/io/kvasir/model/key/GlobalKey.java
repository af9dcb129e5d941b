package io.kvasir.model.key;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Keys of the one global key space: `keyspace id (4 B) ‖ hash of partition key (8 B) ‖ partition
/// key ‖ sort key`. The partition key is escaped and closed (00 becomes 00 FF, the end is 00 01),
/// so that one never runs into the sort key; the sort key stands as its ordered bytes to the end.
/// The layout and the hash (xxh3_64) are fixed forever.
public final class GlobalKey {
    public static final int KEYSPACE_BYTES = 4;
    public static final int HASH_BYTES = 8;
    private static final byte ESCAPE = 0x00;
    private static final byte ESCAPED_ZERO = (byte) 0xFF;
    private static final byte END = 0x01;
    private static final Hasher64 HASH = Hashing.xxh3_64();

    private GlobalKey() {}

    /// The key of one item; `sortKey` is the ordered bytes of the sort key, empty in a table
    /// without one.
    public static Bytes of(KeyspaceId keyspace, Bytes partitionKey, Bytes sortKey) {
        return itemCollection(keyspace, partitionKey).concat(sortKey);
    }

    /// What all keys of one item collection begin with.
    public static Bytes itemCollection(KeyspaceId keyspace, Bytes partitionKey) {
        byte[] raw = partitionKey.array();
        int zeros = 0;
        for (byte b : raw) {
            zeros += b == ESCAPE ? 1 : 0;
        }
        ByteBuffer key = ByteBuffer.allocate(KEYSPACE_BYTES + HASH_BYTES + raw.length + zeros + 2);
        key.putInt(keyspace.value()).putLong(HASH.hashBytesToLong(raw));
        for (byte b : raw) {
            key.put(b);
            if (b == ESCAPE) {
                key.put(ESCAPED_ZERO);
            }
        }
        key.put(ESCAPE).put(END);
        return Bytes.ofOwned(key.array());
    }

    /// All keys of one keyspace.
    public static KeyRange keyspaceRange(KeyspaceId keyspace) {
        return KeyRange.ofPrefix(
                Bytes.ofOwned(
                        ByteBuffer.allocate(KEYSPACE_BYTES).putInt(keyspace.value()).array()));
    }

    /// The part of a keyspace that one segment of a parallel scan covers: equal slices of the
    /// hashes.
    ///
    /// @param segment from 0 to `segments` - 1
    /// @param segments 1 to 1,000,000
    public static KeyRange segmentRange(KeyspaceId keyspace, int segment, int segments) {
        if (segments < 1
                || segments > Limits.SCAN_SEGMENTS_MAX
                || segment < 0
                || segment >= segments) {
            throw new InvalidArgumentException(
                    "segment "
                            + segment
                            + " of "
                            + segments
                            + ": it must be from 0 to totalSegments - 1, and "
                            + "totalSegments from 1 to "
                            + Limits.SCAN_SEGMENTS_MAX);
        }
        KeyRange all = keyspaceRange(keyspace);
        Bytes start = segment == 0 ? all.start() : hashStart(keyspace, segment, segments);
        Bytes end =
                segment == segments - 1 ? all.end() : hashStart(keyspace, segment + 1, segments);
        return new KeyRange(start, end);
    }

    private static Bytes hashStart(KeyspaceId keyspace, int segment, int segments) {
        long hash =
                java.math.BigInteger.ONE
                        .shiftLeft(64)
                        .multiply(java.math.BigInteger.valueOf(segment))
                        .divide(java.math.BigInteger.valueOf(segments))
                        .longValue();
        return Bytes.ofOwned(
                ByteBuffer.allocate(KEYSPACE_BYTES + HASH_BYTES)
                        .putInt(keyspace.value())
                        .putLong(hash)
                        .array());
    }

    /// The keyspace that a key belongs to.
    public static KeyspaceId keyspaceOf(Bytes key) {
        return new KeyspaceId(ByteBuffer.wrap(key.array()).getInt());
    }

    /// Where the sort key begins: behind the end mark of the partition key.
    public static int sortKeyOffset(Bytes key) {
        byte[] raw = key.array();
        int at = KEYSPACE_BYTES + HASH_BYTES;
        while (raw[at] != ESCAPE || raw[at + 1] != END) {
            at += raw[at] == ESCAPE ? 2 : 1;
        }
        return at + 2;
    }

    /// The ordered bytes of the partition key inside a global key.
    public static Bytes partitionKeyOf(Bytes key) {
        byte[] raw = key.array();
        int end = sortKeyOffset(key) - 2;
        byte[] plain = new byte[end - KEYSPACE_BYTES - HASH_BYTES];
        int length = 0;
        for (int at = KEYSPACE_BYTES + HASH_BYTES; at < end; at++) {
            plain[length++] = raw[at];
            if (raw[at] == ESCAPE) {
                at++;
            }
        }
        return Bytes.ofOwned(Arrays.copyOf(plain, length));
    }

    /// The ordered bytes of the sort key inside a global key; empty where there is none.
    public static Bytes sortKeyOf(Bytes key) {
        return Bytes.ofOwned(Arrays.copyOfRange(key.array(), sortKeyOffset(key), key.length()));
    }

    /// A key attribute's value as bytes that sort as the values do: UTF-8, ordered decimal, or the
    /// bytes themselves. Their length is not checked.
    ///
    /// @throws InvalidArgumentException where the value is not of the type
    public static Bytes ordered(String attribute, KeyType type, AttributeValue value) {
        return switch (value) {
            case AttributeValue.StringValue text when type == KeyType.S -> Bytes.utf8(text.value());
            case AttributeValue.NumberValue number when type == KeyType.N ->
                    Bytes.ofOwned(OrderedDecimal.encode(number.value()));
            case AttributeValue.BinaryValue binary when type == KeyType.B -> binary.value();
            default ->
                    throw new InvalidArgumentException(
                            AttributeValue.INVALID
                                    + "Type mismatch for key "
                                    + attribute
                                    + " expected: "
                                    + type
                                    + " actual: "
                                    + value.typeName());
        };
    }

    /// The value that `ordered` made bytes of.
    public static AttributeValue value(KeyType type, Bytes ordered) {
        return switch (type) {
            case S ->
                    AttributeValue.of(
                            new String(ordered.array(), java.nio.charset.StandardCharsets.UTF_8));
            case N -> AttributeValue.of(OrderedDecimal.decode(ordered.array()));
            case B -> AttributeValue.of(ordered);
        };
    }
}
