package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Maintenance;
import io.kvasir.node.partition.TransactionId;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks through what partitions remember under tokens, a bounded piece at a time: has what is
/// expired deleted, and notes the transactions that somebody left unfinished.
final class TokenSweeps {
    /// Enough for thousands of writes with tokens a second, where sweeps come every few seconds.
    static final int KEYS_PER_SWEEP_MAX = 64_000;

    static final int DELETIONS_PER_ENTRY_MAX = 1000;
    static final int UNFINISHED_MAX = 1000;

    /// Transactions take milliseconds, and who recovers them acts twice as soon on locks.
    private static final long PATIENCE_MS = 6_000;

    private final Map<PartitionId, Bytes> cursors = new ConcurrentHashMap<>();
    private final Map<PartitionId, List<TransactionId>> unfinished = new ConcurrentHashMap<>();

    /// As of the last sweep.
    List<TransactionId> unfinished(PartitionId partition) {
        return unfinished.getOrDefault(partition, List.of());
    }

    void forget(PartitionId partition) {
        cursors.remove(partition);
        unfinished.remove(partition);
    }

    void sweep(Replica replica, long nowMs) {
        KeyRange tokens = Maintenance.tokens();
        Bytes from = cursors.getOrDefault(replica.partition(), tokens.start());
        Piece piece = new Piece(nowMs);
        replica.store()
                .scan(new KeyRange(from, tokens.end()), Direction.FORWARD, Tier.DISK, piece::visit);
        Bytes last = piece.last;
        boolean stopped = piece.seen >= KEYS_PER_SWEEP_MAX && last != null;
        cursors.put(
                replica.partition(), stopped && last != null ? last.successor() : tokens.start());
        unfinished.put(replica.partition(), List.copyOf(piece.left));
        for (int at = 0; at < piece.expired.size(); at += DELETIONS_PER_ENTRY_MAX) {
            List<Bytes> keys =
                    List.copyOf(
                            piece.expired.subList(
                                    at,
                                    Math.min(at + DELETIONS_PER_ENTRY_MAX, piece.expired.size())));
            var _ =
                    replica.proposer()
                            .submit((state, now, view) ->
                                    Maintenance.expireTokens(keys, now, view));
        }
    }

    /// What one sweep sees.
    private static final class Piece {
        private final long nowMs;
        private final List<Bytes> expired = new ArrayList<>();
        private final List<TransactionId> left = new ArrayList<>();
        private @Nullable Bytes last;
        private int seen;

        Piece(long nowMs) {
            this.nowMs = nowMs;
        }

        boolean visit(Bytes key, Bytes value) {
            seen++;
            last = key;
            if (Maintenance.isExpired(key, value, nowMs)) {
                expired.add(key);
            } else if (left.size() < UNFINISHED_MAX) {
                TransactionId id = Maintenance.unfinished(key, value, nowMs, PATIENCE_MS);
                if (id != null) {
                    left.add(id);
                }
            }
            return seen < KEYS_PER_SWEEP_MAX;
        }
    }
}
