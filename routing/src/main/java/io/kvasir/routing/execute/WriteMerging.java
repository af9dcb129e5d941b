package io.kvasir.routing.execute;

import io.kvasir.proto.internal.v1.WriteRequest;
import io.kvasir.proto.internal.v1.WriteResponse;
import io.kvasir.routing.execute.Gathering.Merging;
import java.util.ArrayList;
import java.util.List;

/// Writes to one partition as one request: each operation has an outcome of its own in any case.
final class WriteMerging implements Merging<WriteRequest, WriteResponse> {
    /// Bytes on the wire: about what one entry of the log takes.
    private static final long BYTES_MAX = 512 * 1024;

    private static final Object KIND = WriteMerging.class;

    @Override
    public Object kind(WriteRequest request) {
        return KIND;
    }

    @Override
    public long weightMax() {
        return BYTES_MAX;
    }

    @Override
    public long weight(WriteRequest request) {
        return request.getSerializedSize();
    }

    @Override
    public WriteRequest merged(List<WriteRequest> requests) {
        WriteRequest.Builder merged =
                WriteRequest.newBuilder().setPartition(requests.getFirst().getPartition());
        requests.forEach(request -> merged.addAllOperations(request.getOperationsList()));
        return merged.build();
    }

    @Override
    public List<WriteResponse> parted(List<WriteRequest> requests, WriteResponse reply) {
        List<WriteResponse> parts = new ArrayList<>(requests.size());
        int next = 0;
        for (WriteRequest request : requests) {
            WriteResponse.Builder part =
                    WriteResponse.newBuilder().setAppliedIndex(reply.getAppliedIndex());
            for (int i = 0; i < request.getOperationsCount(); i++) {
                part.addResults(reply.getResults(next++));
            }
            parts.add(part.build());
        }
        return parts;
    }
}
