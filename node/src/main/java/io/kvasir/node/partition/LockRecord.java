package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Space;

/// A lock on one item, with what the transaction will make of it: stands under the item's key in
/// the transaction space.
///
/// @param version of the entry that took it: no other lock of the partition has it on this item
/// @param preparedAtMs by the leader's clock, for recovery only
public record LockRecord(
        TransactionId transaction, long version, long preparedAtMs, Prepared prepared) {
    private static final int FORMAT = 1;
    private static final int KIND = 'L';
    private static final int BYTES_EXPECTED = 128;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int KEEP = 3;

    /// What becomes of the item where the transaction commits.
    public sealed interface Prepared {
        /// @param attributes bytes of a kvasir.v1.Item
        record Put(int sizeBytes, Bytes attributes) implements Prepared {}

        record Delete() implements Prepared {}

        /// Only its condition was checked.
        record Keep() implements Prepared {}
    }

    public static Bytes key(Bytes globalKey) {
        return Space.TXN.key(globalKey);
    }

    /// Whether a lock stands under this key of the store, rather than anything else.
    public static boolean isLockKey(Bytes storeKey) {
        return Space.TXN.holds(storeKey);
    }

    Bytes encode(Bytes key) {
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(KIND)
                        .octet(FORMAT)
                        .bytes(transaction.home())
                        .bytes(transaction.name())
                        .varint(transaction.number())
                        .bytes(transaction.attempt())
                        .varint(version)
                        .varint(preparedAtMs);
        switch (prepared) {
            case Prepared.Put(int sizeBytes, Bytes attributes) ->
                    value.octet(PUT).varint(sizeBytes).bytes(attributes);
            case Prepared.Delete _ -> value.octet(DELETE);
            case Prepared.Keep _ -> value.octet(KEEP);
        }
        return Checksum.seal(key, value.toArray());
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    public static LockRecord decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES + 2);
        TransactionId transaction =
                new TransactionId(reader.bytes(), reader.bytes(), reader.varint(), reader.bytes());
        long version = reader.varint();
        long preparedAtMs = reader.varint();
        int kind = reader.octet();
        Prepared prepared =
                switch (kind) {
                    case PUT -> new Prepared.Put(reader.varint32(), reader.bytes());
                    case DELETE -> new Prepared.Delete();
                    case KEEP -> new Prepared.Keep();
                    default ->
                            throw new IllegalStateException("a lock of the unknown kind " + kind);
                };
        return new LockRecord(transaction, version, preparedAtMs, prepared);
    }
}
