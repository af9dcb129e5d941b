package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Mutation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client request token that a transaction with its record in this partition was committed under:
/// its use with other parameters is noticed here even where the items are others.
record TransactionName(long fingerprint, long expiresAtMs) {
    static final int KIND = 'N';
    private static final int FORMAT = 1;
    private static final int BYTES_EXPECTED = 32;

    /// What notes the name of a transaction that is committed now.
    static Mutation note(TransactionRecord committed, long nowMs) {
        Bytes key = TokenKey.ofName(committed.transaction().name());
        byte[] value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(KIND)
                        .octet(FORMAT)
                        .fixed64(committed.fingerprint())
                        .varint(nowMs + TransactionRecord.VALID_MS)
                        .toArray();
        return new Mutation.Put(key, Checksum.seal(key, value));
    }

    /// Null where no transaction had the name lately.
    static @Nullable TransactionName of(
            TransactionId id, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = TokenKey.ofName(id.name());
        Bytes value = view.apply(key);
        if (value == null) {
            return null;
        }
        TransactionName name = decode(key, value);
        return name.isExpiredAt(nowMs) ? null : name;
    }

    static TransactionName decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES + 2);
        return new TransactionName(reader.fixed64(), reader.varint());
    }

    boolean isExpiredAt(long nowMs) {
        return nowMs >= expiresAtMs;
    }
}
