package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.Mutation;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a parent's replica knows of a split: which partition comes of it, and what this replica has
/// still to do for it. Written when the split's entry is applied; what has been done is noted by
/// each replica for itself.
///
/// @param range of the child
/// @param peers the parent's members at the split: the child's first ones
/// @param at where the split stands in the parent's log; the child's log goes on from its index
/// @param locks how many items of the child's range transactions had locked
public record SplitManifest(
        PartitionId child,
        KeyRange range,
        List<Member> peers,
        LogPosition at,
        long locks,
        Phase phase) {
    private static final int FORMAT = 1;
    private static final int BYTES_EXPECTED = 256;
    private static final int PEERS_EXPECTED = 7;

    /// What this replica has still to do.
    public enum Phase {
        /// The child's keys are in this store, as they were at the split: its replica is made of
        /// them.
        SEED(1),
        /// This store came as a copy from behind the split and need not have the child's keys: a
        /// replica of it starts empty, and gets a copy of its own.
        JOIN(2),
        /// The child's replica was made here, whatever became of it since. It must never be made a
        /// second time: it may have voted.
        DONE(3);

        private final int stored;

        Phase(int stored) {
            this.stored = stored;
        }

        private static Phase of(int stored) {
            for (Phase phase : values()) {
                if (phase.stored == stored) {
                    return phase;
                }
            }
            throw new IllegalStateException("a split in the unknown phase " + stored);
        }
    }

    public SplitManifest {
        peers = List.copyOf(peers);
    }

    public boolean isPending() {
        return phase != Phase.DONE;
    }

    public boolean hasPeer(ReplicaId replica) {
        return peers.stream().anyMatch(peer -> peer.replica().equals(replica));
    }

    /// The child as it was born, for whoever asks before its own replica answers.
    ///
    /// @param leader of the parent, who is the first to stand for the child's
    public Partition toPartition(Optional<NodeId> leader) {
        return new Partition(
                child, Epoch.FIRST, range, peers.stream().map(Member::replica).toList(), leader);
    }

    public SplitManifest in(Phase next) {
        return new SplitManifest(child, range, peers, at, locks, next);
    }

    SplitManifest applied(LogPosition position, long locked) {
        return new SplitManifest(child, range, peers, position, locked, phase);
    }

    /// What to store of it.
    public Mutation mutation() {
        Bytes key = PartitionState.splitKey(child);
        return new Mutation.Put(key, encode(key));
    }

    Bytes encode(Bytes key) {
        Bytes end = range.end();
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(FORMAT)
                        .octet(phase.stored)
                        .varint(child.value())
                        .bytes(range.start())
                        .octet(end == null ? 0 : 1);
        if (end != null) {
            value.bytes(end);
        }
        value.varint(at.term()).varint(at.index()).varint(locks).varint(peers.size());
        for (Member peer : peers) {
            value.text(peer.replica().toString()).text(peer.raftAddress());
        }
        return Checksum.seal(key, value.toArray());
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    static SplitManifest decode(Bytes key, Bytes stored) {
        ByteReader reader = new ByteReader(Checksum.verified(key, stored)).skip(Checksum.BYTES + 1);
        Phase phase = Phase.of(reader.octet());
        PartitionId child = new PartitionId(reader.varint());
        Bytes start = reader.bytes();
        KeyRange range = new KeyRange(start, reader.octet() == 1 ? reader.bytes() : null);
        LogPosition at = new LogPosition(reader.varint(), reader.varint());
        long locks = reader.varint();
        int count = reader.varint32();
        List<Member> peers = new ArrayList<>(Math.min(count, PEERS_EXPECTED));
        for (int i = 0; i < count; i++) {
            ReplicaId replica = ReplicaId.parse(reader.text());
            peers.add(new Member(replica, reader.text()));
        }
        return new SplitManifest(child, range, peers, at, locks, phase);
    }
}
