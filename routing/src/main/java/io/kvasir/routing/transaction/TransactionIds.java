package io.kvasir.routing.transaction;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactionId;
import java.util.List;
import java.util.random.RandomGenerator;

/// What transactions and their attempts are called.
final class TransactionIds {
    private static final int DRAWN_BYTES = 16;

    private TransactionIds() {}

    /// The first of the keys in their order: the record stands beside it, and any retry with the
    /// same items finds it there.
    static Bytes home(List<Bytes> keys) {
        return keys.stream().min(Bytes::compareTo).orElseThrow();
    }

    /// An attempt with a number.
    static TransactionId attempt(Bytes home, ByteString name, int number, RandomGenerator dice) {
        return TransactionId.newBuilder()
                .setHome(ItemCodec.toWire(home))
                .setName(name)
                .setNumber(number)
                .setAttempt(drawn(dice))
                .build();
    }

    /// The attempt that a record tells of.
    static TransactionId told(TransactionId other, TransactRecord record) {
        return other.toBuilder()
                .setNumber(record.getNumber())
                .setAttempt(record.getAttempt())
                .build();
    }

    static ByteString drawn(RandomGenerator dice) {
        byte[] bytes = new byte[DRAWN_BYTES];
        dice.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
