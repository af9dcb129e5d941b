package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.node.store.Checksum;
import java.util.ArrayList;
import java.util.List;

/// What decides a transaction. Stands among the tokens, beside the first of its items.
///
/// @param transaction the attempt that it tells of
/// @param clientToken the transaction's name is a client request token
/// @param fingerprint of the request, to tell a retry from another request under the same token
/// @param refusedTo attempts up to this number can begin no more
/// @param changedAtMs when it came to this state, by the leader's clock: for recovery and expiry
///   only
/// @param finished every participant has carried the decision out
/// @param locks the items that take part; with the versions of their locks where it is committed
public record TransactionRecord(
        TransactionId transaction,
        State state,
        boolean clientToken,
        long fingerprint,
        long refusedTo,
        long changedAtMs,
        boolean finished,
        List<LockedKey> locks) {
    static final int KIND = 'R';
    static final long VALID_MS = Limits.CLIENT_REQUEST_TOKEN_VALID_SECONDS * 1000L;
    private static final int FORMAT = 1;
    private static final int BYTES_EXPECTED = 256;

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
        locks = List.copyOf(locks);
    }

    static TransactionRecord pending(TransactionStep.Begin begin, long nowMs) {
        return new TransactionRecord(
                begin.transaction(),
                State.PENDING,
                begin.clientToken(),
                begin.fingerprint(),
                begin.transaction().number(),
                nowMs,
                false,
                begin.participants().stream().map(key -> new LockedKey(key, 0)).toList());
    }

    /// An attempt that never began, or was refused, and now never can.
    static TransactionRecord aborted(
            TransactionId transaction, long fingerprint, long nowMs, List<LockedKey> locks) {
        return new TransactionRecord(
                transaction,
                State.ABORTED,
                false,
                fingerprint,
                transaction.number(),
                nowMs,
                locks.isEmpty(),
                locks);
    }

    static TransactionRecord executed(TransactionStep.Execute execute, long nowMs) {
        return new TransactionRecord(
                execute.transaction(),
                State.COMMITTED,
                execute.clientToken(),
                execute.fingerprint(),
                execute.transaction().number(),
                nowMs,
                true,
                List.of());
    }

    TransactionRecord committed(long nowMs, List<LockedKey> held) {
        return new TransactionRecord(
                transaction,
                State.COMMITTED,
                clientToken,
                fingerprint,
                refusedTo,
                nowMs,
                false,
                held);
    }

    TransactionRecord aborted(long nowMs) {
        return new TransactionRecord(
                transaction,
                State.ABORTED,
                clientToken,
                fingerprint,
                refusedTo,
                nowMs,
                false,
                locks);
    }

    TransactionRecord finishedAt(long nowMs) {
        return new TransactionRecord(
                transaction, state, clientToken, fingerprint, refusedTo, nowMs, true, locks);
    }

    TransactionRecord refusing(long number) {
        return new TransactionRecord(
                transaction,
                state,
                clientToken,
                fingerprint,
                Math.max(refusedTo, number),
                changedAtMs,
                finished,
                locks);
    }

    boolean isOf(TransactionId id) {
        return transaction.attempt().equals(id.attempt());
    }

    public long ageMs(long nowMs) {
        return Math.max(0, nowMs - changedAtMs);
    }

    /// Nobody needs it any more: what it committed is in place, and nothing that it aborts can
    /// still be under way.
    boolean isExpiredAt(long nowMs) {
        return (finished || state == State.ABORTED) && nowMs >= changedAtMs + VALID_MS;
    }

    static Bytes key(TransactionId id) {
        return TokenKey.ofTransaction(id.home(), id.name());
    }

    Bytes encode(Bytes key) {
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(KIND)
                        .octet(FORMAT)
                        .octet(state.stored)
                        .octet(clientToken ? 1 : 0)
                        .octet(finished ? 1 : 0)
                        .bytes(transaction.home())
                        .bytes(transaction.name())
                        .varint(transaction.number())
                        .bytes(transaction.attempt())
                        .fixed64(fingerprint)
                        .varint(refusedTo)
                        .varint(changedAtMs)
                        .varint(locks.size());
        for (LockedKey lock : locks) {
            value.bytes(lock.key()).varint(lock.version());
        }
        return Checksum.seal(key, value.toArray());
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    public static TransactionRecord decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES + 2);
        State state = State.of(reader.octet());
        boolean clientToken = reader.octet() == 1;
        boolean finished = reader.octet() == 1;
        TransactionId transaction =
                new TransactionId(reader.bytes(), reader.bytes(), reader.varint(), reader.bytes());
        long fingerprint = reader.fixed64();
        long refusedTo = reader.varint();
        long changedAtMs = reader.varint();
        int count = reader.varint32();
        List<LockedKey> locks = new ArrayList<>(Math.min(count, Limits.TRANSACTION_ACTIONS_MAX));
        for (int i = 0; i < count; i++) {
            locks.add(new LockedKey(reader.bytes(), reader.varint()));
        }
        return new TransactionRecord(
                transaction,
                state,
                clientToken,
                fingerprint,
                refusedTo,
                changedAtMs,
                finished,
                locks);
    }
}
