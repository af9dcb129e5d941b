package io.kvasir.node.replica;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.model.Bytes;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import io.kvasir.proto.internal.v1.ReplicaHeader;
import io.kvasir.proto.internal.v1.ReplicaRecords;
import io.kvasir.proto.internal.v1.ReplicaTrailer;
import io.kvasir.replication.LogPosition;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes a stream of chunks into a staged copy, and refuses it where anything is damaged, missing
/// or out of order.
final class ReplicaImport implements CopySource.ChunkReader {
    private final StagedCopy copy;
    private final HashStream64 ofChunks = Hashing.xxh3_64().hashStream();
    private @Nullable LogPosition position;
    private @Nullable Bytes lastKey;
    private long received;
    private boolean complete;

    ReplicaImport(StagedCopy copy) {
        this.copy = copy;
    }

    @Override
    public void accept(ReplicaChunk chunk) throws IOException {
        switch (chunk.getChunkCase()) {
            case HEADER -> header(chunk.getHeader());
            case RECORDS -> records(chunk.getRecords());
            case TRAILER -> trailer(chunk.getTrailer());
            case CHUNK_NOT_SET -> throw new IOException("a chunk of an unknown kind");
        }
    }

    /// The position of the whole copy, once it is all there.
    ///
    /// @throws IOException where the stream ended early
    LogPosition finished() throws IOException {
        if (position == null || !complete) {
            throw new IOException("the copy ended after " + received + " records, before its end");
        }
        return position;
    }

    private void header(ReplicaHeader header) throws IOException {
        if (position != null) {
            throw new IOException("a second header after " + received + " records");
        }
        position = new LogPosition(header.getTerm(), header.getIndex());
    }

    private void records(ReplicaRecords records) throws IOException {
        if (position == null || complete || records.getKeysCount() != records.getValuesCount()) {
            throw new IOException("records out of place after " + received);
        }
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        for (int i = 0; i < records.getKeysCount(); i++) {
            Bytes key = Bytes.ofOwned(records.getKeys(i).toByteArray());
            Bytes value = Bytes.ofOwned(records.getValues(i).toByteArray());
            ReplicaExport.hash(hash, key);
            ReplicaExport.hash(hash, value);
            take(key, value);
        }
        if (hash.getAsLong() != records.getChecksum()) {
            throw new IOException("a chunk does not match its checksum, after " + received);
        }
        ofChunks.putLong(records.getChecksum());
    }

    private void take(Bytes key, Bytes value) throws IOException {
        if (lastKey != null && key.compareTo(lastKey) <= 0) {
            throw new IOException("record " + received + " is out of order");
        }
        if (!Checksum.isIntact(key, value)) {
            throw new IOException("record " + received + " does not match its checksum");
        }
        if (lastKey == null && !Objects.equals(position, PartitionState.position(key, value))) {
            throw new IOException("the header does not tell the position of the records");
        }
        lastKey = key;
        copy.put(key, PartitionState.copied(key, value));
        received++;
    }

    private void trailer(ReplicaTrailer trailer) throws IOException {
        if (trailer.getRecords() != received || trailer.getChecksum() != ofChunks.getAsLong()) {
            throw new IOException(
                    "the copy has "
                            + received
                            + " records, its trailer tells of "
                            + trailer.getRecords()
                            + ", or the checksums differ");
        }
        complete = true;
    }
}
