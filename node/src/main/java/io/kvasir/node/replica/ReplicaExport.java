package io.kvasir.node.replica;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.StoreReader;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import io.kvasir.proto.internal.v1.ReplicaHeader;
import io.kvasir.proto.internal.v1.ReplicaRecords;
import io.kvasir.proto.internal.v1.ReplicaTrailer;
import io.kvasir.replication.LogPosition;
import java.util.function.Predicate;

/// Turns a replica's store, as of one moment, into a stream of chunks. Every record is verified on
/// the way: damage is not handed on.
public final class ReplicaExport {
    static final int CHUNK_BYTES_MAX = 1 << 20;
    private static final int CHUNK_RECORDS_MAX = 4096;

    private final Predicate<ReplicaChunk> out;
    private final long appliedIndexMin;
    private final HashStream64 ofChunks = Hashing.xxh3_64().hashStream();
    private ReplicaRecords.Builder records = ReplicaRecords.newBuilder();
    private HashStream64 ofRecords = Hashing.xxh3_64().hashStream();
    private int bytes;
    private long sent;
    private boolean begun;
    private boolean open = true;

    private ReplicaExport(long appliedIndexMin, Predicate<ReplicaChunk> out) {
        this.appliedIndexMin = appliedIndexMin;
        this.out = out;
    }

    /// Blocks on disk and on the taker.
    ///
    /// @param out takes a chunk; false ends the stream early
    /// @return false where the store has not reached `appliedIndexMin`: nothing was sent
    /// @throws io.kvasir.node.store.CorruptionException where a record is damaged
    public static boolean run(
            StoreReader store, long appliedIndexMin, Predicate<ReplicaChunk> out) {
        ReplicaExport export = new ReplicaExport(appliedIndexMin, out);
        store.scan(KeyRange.ALL, Direction.FORWARD, Tier.BULK, export::visit);
        return export.begun && export.finish();
    }

    private boolean visit(Bytes key, Bytes value) {
        Checksum.verified(key, value);
        if (!begun) {
            LogPosition position = PartitionState.position(key, value);
            if (position == null || position.index() < appliedIndexMin) {
                return false;
            }
            begun = true;
            send(
                    ReplicaChunk.newBuilder()
                            .setHeader(
                                    ReplicaHeader.newBuilder()
                                            .setTerm(position.term())
                                            .setIndex(position.index())));
        }
        records.addKeys(UnsafeByteOperations.unsafeWrap(key.array()));
        records.addValues(UnsafeByteOperations.unsafeWrap(value.array()));
        hash(ofRecords, key);
        hash(ofRecords, value);
        sent++;
        bytes += key.length() + value.length();
        if (bytes >= CHUNK_BYTES_MAX / 2 || records.getKeysCount() >= CHUNK_RECORDS_MAX) {
            sendRecords();
        }
        return open;
    }

    private boolean finish() {
        if (records.getKeysCount() > 0) {
            sendRecords();
        }
        send(
                ReplicaChunk.newBuilder()
                        .setTrailer(
                                ReplicaTrailer.newBuilder()
                                        .setRecords(sent)
                                        .setChecksum(ofChunks.getAsLong())));
        return true;
    }

    private void sendRecords() {
        long checksum = ofRecords.getAsLong();
        ofChunks.putLong(checksum);
        send(ReplicaChunk.newBuilder().setRecords(records.setChecksum(checksum)));
        records = ReplicaRecords.newBuilder();
        ofRecords = Hashing.xxh3_64().hashStream();
        bytes = 0;
    }

    private void send(ReplicaChunk.Builder chunk) {
        open = open && out.test(chunk.build());
    }

    static void hash(HashStream64 hash, Bytes bytes) {
        hash.putInt(bytes.length()).putBytes(bytes.array());
    }
}
