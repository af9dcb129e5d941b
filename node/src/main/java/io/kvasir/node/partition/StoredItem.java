package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.CorruptionException;

/// An item as it is stored: checksum (4 B), format (1), flags (1), origin region (2), version (8),
/// size (4), attributes (the bytes of a kvasir.v1.Item).
///
/// @param version hybrid time of the write
/// @param sizeBytes size by DynamoDB's rules
public record StoredItem(long version, int sizeBytes, Bytes attributes) {
    private static final int FORMAT = 1;
    private static final int NO_FLAGS = 0;
    private static final int LOCAL_REGION = 0;
    private static final int HEADER_BYTES = Checksum.BYTES + 1 + 1 + 2 + Long.BYTES + Integer.BYTES;

    /// @param key the store key that the value will stand under
    public Bytes encode(Bytes key) {
        byte[] value =
                new ByteWriter(HEADER_BYTES + attributes.length())
                        .skip(Checksum.BYTES)
                        .octet(FORMAT)
                        .octet(NO_FLAGS)
                        .octet(LOCAL_REGION >> 8)
                        .octet(LOCAL_REGION)
                        .fixed64(version)
                        .octet(sizeBytes >> 24)
                        .octet(sizeBytes >> 16)
                        .octet(sizeBytes >> 8)
                        .octet(sizeBytes)
                        .raw(attributes)
                        .toArray();
        return Checksum.seal(key, value);
    }

    /// @throws CorruptionException where the value is damaged
    public static StoredItem decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES);
        int format = reader.octet();
        if (format != FORMAT) {
            throw new CorruptionException(
                    "the item under " + key + " has the unknown format " + format);
        }
        reader.skip(1 + 2);
        long version = reader.fixed64();
        int size =
                reader.octet() << 24 | reader.octet() << 16 | reader.octet() << 8 | reader.octet();
        return new StoredItem(version, size, reader.rest());
    }
}
