package io.kvasir.routing.transaction;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.TransactionId;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// Where the records of transactions stand: scattered over all partitions, in keyspaces that no
/// table has.
public final class TransactionKeys {
    /// The last byte of a record's keyspace. Tables' keyspaces come from a reversed counter and do
    /// not reach it.
    static final int RECORD_KEYSPACE_END = 0xFF;

    private static final int ATTEMPT_BYTES = 16;

    private TransactionKeys() {}

    /// The key of the record of the transaction with this client request token.
    static Bytes record(String token) {
        Bytes name = Bytes.utf8(token);
        // The hash of the name, which the key carries after the keyspace, scatters the keyspaces
        // too.
        Bytes hashed = GlobalKey.itemCollection(new KeyspaceId(0), name);
        int scattered = ByteBuffer.wrap(hashed.array()).getInt(GlobalKey.KEYSPACE_BYTES);
        return GlobalKey.of(new KeyspaceId(scattered | RECORD_KEYSPACE_END), name, Bytes.EMPTY);
    }

    /// A new attempt at the transaction with this record.
    static TransactionId attempt(Bytes record, RandomGenerator dice) {
        byte[] attempt = new byte[ATTEMPT_BYTES];
        dice.nextBytes(attempt);
        return TransactionId.newBuilder()
                .setRecord(ItemCodec.toWire(record))
                .setAttempt(ByteString.copyFrom(attempt))
                .build();
    }

    /// A token for a transaction that came without one.
    static String token(RandomGenerator dice) {
        return Long.toHexString(dice.nextLong()) + Long.toHexString(dice.nextLong());
    }
}
