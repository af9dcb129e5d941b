package io.kvasir.routing.execute;

import com.google.protobuf.ByteString;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.routing.execute.Gathering.Merging;
import java.util.ArrayList;
import java.util.List;

/// Reads of keys of one partition as one request. They must ask alike: one that waits for a replica
/// to catch up would keep others waiting.
final class ReadMerging implements Merging<ReadRequest, ReadResponse> {
    /// Keys: the answer to each can be an item of 400 KB.
    private static final long KEYS_MAX = 100;

    private record Kind(
            int consistency, KeysRead projection, long appliedIndexMin, long stalenessMaxMs) {}

    static boolean isMergeable(ReadRequest request) {
        return request.hasKeys() && request.getAppliedIndexMin() == 0;
    }

    @Override
    public Object kind(ReadRequest request) {
        KeysRead.Builder projection = KeysRead.newBuilder();
        if (request.getKeys().hasProjection()) {
            projection.setProjection(request.getKeys().getProjection());
        }
        return new Kind(
                request.getConsistencyValue(),
                projection.build(),
                request.getAppliedIndexMin(),
                request.getStalenessMaxMs());
    }

    @Override
    public long weightMax() {
        return KEYS_MAX;
    }

    @Override
    public long weight(ReadRequest request) {
        return request.getKeys().getKeysCount();
    }

    @Override
    public ReadRequest merged(List<ReadRequest> requests) {
        ReadRequest.Builder merged = requests.getFirst().toBuilder();
        KeysRead.Builder keys = merged.getKeysBuilder();
        for (ReadRequest request : requests.subList(1, requests.size())) {
            keys.addAllKeys(request.getKeys().getKeysList());
        }
        return merged.build();
    }

    @Override
    public List<ReadResponse> parted(List<ReadRequest> requests, ReadResponse reply) {
        List<ReadResponse> parts = new ArrayList<>(requests.size());
        int next = 0;
        for (ReadRequest request : requests) {
            ReadResponse.Builder part =
                    ReadResponse.newBuilder()
                            .setAppliedIndex(reply.getAppliedIndex())
                            .setStalenessMs(reply.getStalenessMs())
                            .setLastDeleteBefore(reply.getLastDeleteBefore())
                            .setLastDeleteAfter(reply.getLastDeleteAfter());
            for (int i = 0; i < request.getKeys().getKeysCount(); i++) {
                part.addItems(reply.getItems(next++));
            }
            for (Lock lock : reply.getLocksList()) {
                if (holds(request, lock.getKey())) {
                    part.addLocks(lock);
                }
            }
            parts.add(part.build());
        }
        return parts;
    }

    private static boolean holds(ReadRequest request, ByteString key) {
        return request.getKeys().getKeysList().contains(key);
    }
}
