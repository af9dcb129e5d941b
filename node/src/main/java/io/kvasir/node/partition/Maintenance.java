package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
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
    /// which comes late is refused.
    public static List<Mutation> dropKeyspace(PartitionState state, KeyspaceId keyspace) {
        List<Mutation> mutations = new ArrayList<>();
        KeyRange held = state.range().intersection(GlobalKey.keyspaceRange(keyspace));
        if (held != null) {
            mutations.add(deletion(Space.ITEM.range(held)));
            mutations.add(deletion(TokenRecord.range(held)));
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

    /// Deletes those of `tokenKeys` whose records are still there and have expired.
    ///
    /// @param view the store as it will be once everything before this sweep is applied
    public static List<Mutation> expireTokens(
            List<Bytes> tokenKeys, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        List<Mutation> mutations = new ArrayList<>();
        for (Bytes key : tokenKeys) {
            Bytes value = view.apply(key);
            if (value != null && TokenRecord.decode(key, value).isExpiredAt(nowMs)) {
                mutations.add(new Mutation.Delete(key));
            }
        }
        return mutations;
    }
}
