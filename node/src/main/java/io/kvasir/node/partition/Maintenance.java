package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a leader changes of its own accord.
public final class Maintenance {
    private Maintenance() {}

    /// Removes what a partition holds of a deleted table, and marks the keyspace so that a write
    /// which comes late is refused. What is remembered under tokens stays until it expires: a
    /// record among it may still decide a transaction with other tables.
    public static List<Mutation> dropKeyspace(PartitionState state, KeyspaceId keyspace) {
        List<Mutation> mutations = new ArrayList<>();
        KeyRange held = state.range().intersection(GlobalKey.keyspaceRange(keyspace));
        if (held != null) {
            mutations.add(deletion(Space.ITEM.range(held)));
            mutations.add(deletion(Space.TXN.range(held)));
        }
        mutations.add(PartitionState.droppedMutation(keyspace));
        return mutations;
    }

    static Mutation deletion(KeyRange range) {
        Bytes end = range.end();
        if (end == null) {
            throw new IllegalStateException("a space's range has an end");
        }
        return new Mutation.DeleteRange(range.start(), end);
    }

    /// Where in the store tokens are.
    public static KeyRange tokens() {
        return Space.TOKEN.all();
    }

    /// Where in the store the tokens of a range of global keys are.
    public static KeyRange tokens(KeyRange globalKeys) {
        return TokenKey.range(globalKeys);
    }

    /// Deletes those of `tokenKeys` whose records are still there and have expired.
    ///
    /// @param view the store as it will be once everything before this sweep is applied
    public static List<Mutation> expireTokens(
            List<Bytes> tokenKeys, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        List<Mutation> mutations = new ArrayList<>();
        for (Bytes key : tokenKeys) {
            Bytes value = view.apply(key);
            if (value != null && isExpired(key, value, nowMs)) {
                mutations.add(new Mutation.Delete(key));
            }
        }
        return mutations;
    }

    /// Whether what stands under this key among the tokens may go.
    public static boolean isExpired(Bytes key, Bytes value, long nowMs) {
        return switch (kind(value)) {
            case TransactionRecord.KIND -> TransactionRecord.decode(key, value).isExpiredAt(nowMs);
            case TransactionName.KIND -> TransactionName.decode(key, value).isExpiredAt(nowMs);
            default -> TokenRecord.decode(key, value).isExpiredAt(nowMs);
        };
    }

    /// The transaction that a record among the tokens says is not finished, `patienceMs` after the
    /// record last changed; null for all else.
    public static @Nullable TransactionId unfinished(
            Bytes key, Bytes value, long nowMs, long patienceMs) {
        if (kind(value) != TransactionRecord.KIND) {
            return null;
        }
        TransactionRecord record = TransactionRecord.decode(key, value);
        return record.finished() || record.ageMs(nowMs) < patienceMs ? null : record.transaction();
    }

    private static int kind(Bytes value) {
        return value.length() > Checksum.BYTES ? value.array()[Checksum.BYTES] : 0;
    }
}
