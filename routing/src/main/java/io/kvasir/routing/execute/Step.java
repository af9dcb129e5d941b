package io.kvasir.routing.execute;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step of a transaction: at its record, or at all partitions that hold its items. Each may
/// come twice or late.
public sealed interface Step {
    TransactionId transaction();

    /// What is sent, each part to the partition that holds its key; an outcome comes for each.
    default List<StepPart> parts() {
        Bytes home = ItemCodec.fromWire(transaction().getHome());
        return List.of(new StepPart(home, Optional.empty(), 0));
    }

    /// The request to one partition, for parts that it holds.
    TransactRequest.Builder request(List<StepPart> group);

    /// All parts are at one partition, or the step makes no sense.
    default boolean whole() {
        return false;
    }

    /// All at one partition, in one entry. WRONG_PARTITION where the items are not in one partition
    /// any more.
    record Execute(
            TransactionId transaction, long fingerprint, boolean clientToken, List<StepPart> parts)
            implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            TransactExecute.Builder step =
                    TransactExecute.newBuilder()
                            .setFingerprint(fingerprint)
                            .setClientToken(clientToken);
            group.forEach(part -> part.action().ifPresent(step::addActions));
            return of(transaction).setExecute(step);
        }

        @Override
        public boolean whole() {
            return true;
        }
    }

    record Begin(TransactionId transaction, long fingerprint, boolean clientToken, List<Bytes> keys)
            implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            TransactBegin.Builder step =
                    TransactBegin.newBuilder()
                            .setFingerprint(fingerprint)
                            .setClientToken(clientToken);
            keys.forEach(key -> step.addKeys(ItemCodec.toWire(key)));
            return of(transaction).setBegin(step);
        }
    }

    record Prepare(TransactionId transaction, List<StepPart> parts) implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            TransactPrepare.Builder step = TransactPrepare.newBuilder();
            group.forEach(part -> part.action().ifPresent(step::addActions));
            return of(transaction).setPrepare(step);
        }
    }

    record Decide(TransactionId transaction, boolean commit, List<LockedKey> locks)
            implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            TransactDecide.Builder step = TransactDecide.newBuilder().setCommit(commit);
            locks.forEach(lock -> step.addLocks(wire(lock)));
            return of(transaction).setDecide(step);
        }
    }

    record Resolve(TransactionId transaction, boolean commit, List<LockedKey> locks)
            implements Step {
        /// How large the prepared items are is not known here: as large as they can be.
        @Override
        public List<StepPart> parts() {
            return locks.stream()
                    .map(lock -> new StepPart(lock.key(), Optional.empty(), Limits.ITEM_BYTES_MAX))
                    .toList();
        }

        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            Map<Bytes, LockedKey> byKey = new HashMap<>();
            locks.forEach(lock -> byKey.put(lock.key(), lock));
            TransactResolve.Builder step = TransactResolve.newBuilder().setCommit(commit);
            for (StepPart part : group) {
                LockedKey lock = byKey.get(part.key());
                if (lock == null) {
                    throw new IllegalStateException("a part of another step");
                }
                step.addLocks(wire(lock));
            }
            return of(transaction).setResolve(step);
        }
    }

    record Finish(TransactionId transaction) implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            return of(transaction).setFinish(TransactFinish.getDefaultInstance());
        }
    }

    record Inspect(TransactionId transaction) implements Step {
        @Override
        public TransactRequest.Builder request(List<StepPart> group) {
            return of(transaction).setInspect(TransactInspect.getDefaultInstance());
        }
    }

    private static TransactRequest.Builder of(TransactionId id) {
        return TransactRequest.newBuilder().setTransaction(id);
    }

    private static io.kvasir.proto.internal.v1.LockedKey wire(LockedKey lock) {
        return io.kvasir.proto.internal.v1.LockedKey.newBuilder()
                .setKey(ItemCodec.toWire(lock.key()))
                .setVersion(lock.version())
                .build();
    }
}
