package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Space;
import java.util.ArrayList;
import java.util.List;

/// What decides a transaction: stands under its key in the transaction space of the partition that
/// holds the key.
///
/// @param fingerprint of the request, to tell a retry from another request under the same token
/// @param begunAtMs by the leader's clock, for recovery only
/// @param finishedAtMs when all participants had resolved it; 0: not yet
/// @param keys global keys of the items that take part
public record TransactionRecord(
        Bytes attempt,
        State state,
        long fingerprint,
        long begunAtMs,
        long finishedAtMs,
        List<Bytes> keys) {
    private static final int FORMAT = 1;
    private static final int KIND = 'R';
    private static final int BYTES_EXPECTED = 256;
    private static final long VALID_MS = Limits.CLIENT_REQUEST_TOKEN_VALID_SECONDS * 1000L;

    public enum State {
        /// Its coordinator gathers the prepared answers.
        PENDING(1),
        /// It happened: every participant puts its prepared values in place.
        COMMITTED(2),
        /// It did not happen: every participant drops them.
        ABORTED(3);

        private final int stored;

        State(int stored) {
            this.stored = stored;
        }

        private static State of(int stored) {
            for (State state : values()) {
                if (state.stored == stored) {
                    return state;
                }
            }
            throw new IllegalStateException("a transaction record in the unknown state " + stored);
        }
    }

    public TransactionRecord {
        keys = List.copyOf(keys);
    }

    TransactionRecord decided(State decision) {
        return new TransactionRecord(attempt, decision, fingerprint, begunAtMs, finishedAtMs, keys);
    }

    TransactionRecord finished(long nowMs) {
        return new TransactionRecord(attempt, state, fingerprint, begunAtMs, nowMs, keys);
    }

    boolean isExpiredAt(long nowMs) {
        return finishedAtMs != 0 && nowMs >= finishedAtMs + VALID_MS;
    }

    static Bytes key(Bytes record) {
        return Space.TXN.key(record);
    }

    Bytes encode(Bytes key) {
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(KIND)
                        .octet(FORMAT)
                        .octet(state.stored)
                        .bytes(attempt)
                        .fixed64(fingerprint)
                        .varint(begunAtMs)
                        .varint(finishedAtMs)
                        .varint(keys.size());
        keys.forEach(value::bytes);
        return Checksum.seal(key, value.toArray());
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    public static TransactionRecord decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES + 2);
        State state = State.of(reader.octet());
        Bytes attempt = reader.bytes();
        long fingerprint = reader.fixed64();
        long begunAtMs = reader.varint();
        long finishedAtMs = reader.varint();
        int count = reader.varint32();
        List<Bytes> keys = new ArrayList<>(Math.min(count, Limits.TRANSACTION_ACTIONS_MAX));
        for (int i = 0; i < count; i++) {
            keys.add(reader.bytes());
        }
        return new TransactionRecord(attempt, state, fingerprint, begunAtMs, finishedAtMs, keys);
    }
}
