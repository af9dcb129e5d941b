package io.kvasir.routing.execute;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Reads of keys that share their options and projection.
final class ReadRun extends KeyedRun<ReadRun.Read, ReadResponse> {
    record Read(int index, KeyRead read) implements KeyedRun.Pending {
        @Override
        public Bytes key() {
            return read.key();
        }

        /// The answer can be an item of any size.
        @Override
        public long wireBytes() {
            return Limits.ITEM_BYTES_MAX;
        }
    }

    private final Execution execution;
    private final List<KeyRead> reads;
    private final ReadOutcome[] outcomes;
    private final CompletableFuture<List<ReadOutcome>> result = new CompletableFuture<>();

    ReadRun(Execution execution, List<KeyRead> reads, Deadline deadline) {
        super(execution, deadline);
        this.execution = execution;
        this.reads = reads;
        this.outcomes = new ReadOutcome[reads.size()];
    }

    CompletableFuture<List<ReadOutcome>> run() {
        List<Read> pending = new ArrayList<>(reads.size());
        for (int i = 0; i < reads.size(); i++) {
            pending.add(new Read(i, reads.get(i)));
        }
        start(pending);
        return result;
    }

    @Override
    CompletableFuture<Attempt<ReadResponse>> attempt(
            Partition partition, List<Read> reads, Deadline deadline, int failures) {
        KeyRead first = reads.getFirst().read();
        KeysRead.Builder keys = KeysRead.newBuilder();
        reads.forEach(read -> keys.addKeys(wire(read.key())));
        first.projection().ifPresent(keys::setProjection);
        ReadRequest request = of(partition, first.options()).setKeys(keys).build();
        return execution
                .calls()
                .read(
                        partition,
                        request,
                        AttemptTimeouts.of(execution.timeouts().keys(), failures, deadline),
                        failures);
    }

    @Override
    Again<Read, ReadResponse> settle(Partition partition, ReadResponse reply, List<Read> reads) {
        if (reply.getItemsCount() != reads.size()) {
            throw new IllegalStateException(
                    reads.size() + " reads were answered with " + reply.getItemsCount());
        }
        for (int i = 0; i < reads.size(); i++) {
            end(reads.get(i), new ReadOutcome.Done(reply.getItems(i), partition.id(), reply));
        }
        return new Again<>(
                List.of(), new Attempt.Refused<>(RequestFailure.of(ErrorCode.REJECTED, ""), false));
    }

    @Override
    boolean mayRetry(Read read, RequestFailure failure) {
        return mayRetry(failure);
    }

    /// Throttling is the caller's to wait out: it holds nothing here meanwhile.
    static boolean mayRetry(RequestFailure failure) {
        return failure.code() != ErrorCode.THROTTLED && RetryRules.mayRetry(failure, Repeat.SAFE);
    }

    @Override
    void fail(Read read, RequestFailure failure) {
        end(read, new ReadOutcome.Failed(failure));
    }

    @Override
    void finish() {
        result.complete(Arrays.asList(outcomes));
    }

    private void end(Read read, ReadOutcome outcome) {
        if (outcomes[read.index()] == null) {
            outcomes[read.index()] = outcome;
            ended();
        }
    }

    /// A read of the partition as the options ask.
    static ReadRequest.Builder of(Partition partition, ReadOptions options) {
        boolean strong =
                options.consistency() == Consistency.STRONG
                        || options.session().requiresLeader(partition.id());
        return ReadRequest.newBuilder()
                .setPartition(PartitionCalls.ref(partition))
                .setConsistency(
                        strong
                                ? io.kvasir.proto.v1.Consistency.STRONG
                                : io.kvasir.proto.v1.Consistency.EVENTUAL)
                .setAppliedIndexMin(strong ? 0 : options.session().appliedIndexMin(partition.id()));
    }

    static ByteString wire(Bytes key) {
        return ItemCodec.toWire(key);
    }
}
