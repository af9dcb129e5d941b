package io.kvasir.routing.execute;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.TransactBegin;
import io.kvasir.proto.internal.v1.TransactDecide;
import io.kvasir.proto.internal.v1.TransactExecute;
import io.kvasir.proto.internal.v1.TransactFinish;
import io.kvasir.proto.internal.v1.TransactInspect;
import io.kvasir.proto.internal.v1.TransactPrepare;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResolve;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The steps of transactions, each sent to the partitions concerned and tried again as far as it
/// may be.
public final class TransactionSteps {
    private final Execution execution;

    public TransactionSteps(Execution execution) {
        this.execution = execution;
    }

    private record Shape(
            Function<List<StepPart>, TransactRequest.Builder> maker, Repeat repeat, boolean whole)
            implements StepRun.Form {
        @Override
        public TransactRequest.Builder of(List<StepPart> parts) {
            return maker.apply(parts);
        }
    }

    /// All at one partition, in one entry. WRONG_PARTITION where the items are not in one partition
    /// any more.
    public CompletableFuture<List<StepOutcome>> execute(
            TransactionId id, long fingerprint, List<StepPart> parts, Deadline deadline) {
        Shape shape =
                new Shape(
                        group -> {
                            TransactExecute.Builder step =
                                    TransactExecute.newBuilder().setFingerprint(fingerprint);
                            group.forEach(part -> part.action().ifPresent(step::addActions));
                            return of(id).setExecute(step);
                        },
                        Repeat.SAFE,
                        true);
        return new StepRun(execution, shape, parts, deadline).run();
    }

    public CompletableFuture<StepOutcome> begin(
            TransactionId id, long fingerprint, List<Bytes> keys, Deadline deadline) {
        TransactBegin step =
                TransactBegin.newBuilder()
                        .setFingerprint(fingerprint)
                        .addAllKeys(wire(keys))
                        .build();
        return atRecord(id, of(id).setBegin(step), deadline);
    }

    /// Sent once: a prepare that came a second time, after the transaction was resolved, would
    /// begin it again.
    public CompletableFuture<List<StepOutcome>> prepare(
            TransactionId id, List<StepPart> parts, Deadline deadline) {
        Shape shape =
                new Shape(
                        group -> {
                            TransactPrepare.Builder step = TransactPrepare.newBuilder();
                            group.forEach(part -> part.action().ifPresent(step::addActions));
                            return of(id).setPrepare(step);
                        },
                        Repeat.UNSAFE,
                        false);
        return new StepRun(execution, shape, parts, deadline).run();
    }

    public CompletableFuture<StepOutcome> decide(
            TransactionId id, boolean commit, List<Bytes> keys, Deadline deadline) {
        TransactDecide step =
                TransactDecide.newBuilder().setCommit(commit).addAllKeys(wire(keys)).build();
        return atRecord(id, of(id).setDecide(step), deadline);
    }

    public CompletableFuture<List<StepOutcome>> resolve(
            TransactionId id, boolean commit, List<Bytes> keys, Deadline deadline) {
        Shape shape =
                new Shape(
                        group ->
                                of(id).setResolve(
                                                TransactResolve.newBuilder()
                                                        .setCommit(commit)
                                                        .addAllKeys(
                                                                group.stream()
                                                                        .map(part ->
                                                                                ItemCodec.toWire(
                                                                                        part.key()))
                                                                        .toList())),
                        Repeat.SAFE,
                        false);
        // How large the prepared items are is not known here: as large as they can be.
        List<StepPart> parts =
                keys.stream()
                        .map(key -> new StepPart(key, Optional.empty(), Limits.ITEM_BYTES_MAX))
                        .toList();
        return new StepRun(execution, shape, parts, deadline).run();
    }

    public CompletableFuture<StepOutcome> finish(TransactionId id, Deadline deadline) {
        return atRecord(id, of(id).setFinish(TransactFinish.getDefaultInstance()), deadline);
    }

    public CompletableFuture<StepOutcome> inspect(TransactionId id, Deadline deadline) {
        return atRecord(id, of(id).setInspect(TransactInspect.getDefaultInstance()), deadline);
    }

    /// Whether one partition holds all keys, as far as is known.
    public boolean areTogether(List<Bytes> keys) {
        var map = execution.cache().map();
        return map.isComplete()
                && keys.stream().map(key -> map.at(key).orElseThrow().id()).distinct().count() == 1;
    }

    private CompletableFuture<StepOutcome> atRecord(
            TransactionId id, TransactRequest.Builder request, Deadline deadline) {
        StepPart part = new StepPart(ItemCodec.fromWire(id.getRecord()), Optional.empty(), 0);
        Shape shape = new Shape(group -> request, Repeat.SAFE, false);
        return new StepRun(execution, shape, List.of(part), deadline)
                .run()
                .thenApply(List::getFirst);
    }

    private static TransactRequest.Builder of(TransactionId id) {
        return TransactRequest.newBuilder().setTransaction(id);
    }

    private static List<ByteString> wire(List<Bytes> keys) {
        return keys.stream().map(ItemCodec::toWire).toList();
    }
}
