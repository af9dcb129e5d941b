package io.kvasir.node.service;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.node.partition.CommandOutcome;
import io.kvasir.node.partition.LockedKey;
import io.kvasir.node.partition.TransactionAnswer;
import io.kvasir.node.partition.TransactionAnswer.ActionResult;
import io.kvasir.node.partition.TransactionId;
import io.kvasir.node.partition.TransactionRecord;
import io.kvasir.node.partition.TransactionStep;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.StepReply;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.TransactAction;
import io.kvasir.proto.internal.v1.TransactActionResult;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import java.util.List;

/// Steps of transactions, wire ↔ what the leader evaluates.
public final class Steps {
    private final Commands commands;

    public Steps(Commands commands) {
        this.commands = commands;
    }

    /// @throws InvalidArgumentException where an expression or a field is malformed
    public TransactionStep of(TransactRequest wire) {
        TransactionId id = id(wire.getTransaction());
        return switch (wire.getStepCase()) {
            case EXECUTE ->
                    new TransactionStep.Execute(
                            id,
                            wire.getExecute().getFingerprint(),
                            wire.getExecute().getClientToken(),
                            actions(wire.getExecute().getActionsList()));
            case BEGIN ->
                    new TransactionStep.Begin(
                            id,
                            wire.getBegin().getFingerprint(),
                            wire.getBegin().getClientToken(),
                            keys(wire.getBegin().getKeysList()));
            case PREPARE ->
                    new TransactionStep.Prepare(id, actions(wire.getPrepare().getActionsList()));
            case DECIDE ->
                    new TransactionStep.Decide(
                            id,
                            wire.getDecide().getCommit(),
                            locks(wire.getDecide().getLocksList()));
            case RESOLVE ->
                    new TransactionStep.Resolve(
                            id,
                            wire.getResolve().getCommit(),
                            locks(wire.getResolve().getLocksList()));
            case FINISH -> new TransactionStep.Finish(id);
            case INSPECT -> new TransactionStep.Inspect(id);
            case STEP_NOT_SET ->
                    throw new InvalidArgumentException(
                            "the request names no step of a transaction");
        };
    }

    private List<TransactionStep.Action> actions(List<TransactAction> wire) {
        refuseTooMany(wire.size());
        return wire.stream()
                .map(action ->
                        new TransactionStep.Action(
                                commands.of(action.getOperation()), action.getCheckOnly()))
                .toList();
    }

    private static List<Bytes> keys(List<ByteString> wire) {
        refuseTooMany(wire.size());
        return wire.stream().map(ItemCodec::fromWire).toList();
    }

    private static List<LockedKey> locks(List<io.kvasir.proto.internal.v1.LockedKey> wire) {
        refuseTooMany(wire.size());
        return wire.stream()
                .map(lock -> new LockedKey(ItemCodec.fromWire(lock.getKey()), lock.getVersion()))
                .toList();
    }

    private static void refuseTooMany(int count) {
        if (count > Limits.TRANSACTION_ACTIONS_MAX) {
            throw new InvalidArgumentException(
                    "the transaction has "
                            + count
                            + " actions; the limit is "
                            + Limits.TRANSACTION_ACTIONS_MAX);
        }
    }

    private static TransactionId id(io.kvasir.proto.internal.v1.TransactionId wire) {
        if (wire.getHome().isEmpty() || wire.getName().isEmpty() || wire.getAttempt().isEmpty()) {
            throw new InvalidArgumentException(
                    "the request's transaction has no home, no name or no attempt");
        }
        return new TransactionId(
                ItemCodec.fromWire(wire.getHome()),
                ItemCodec.fromWire(wire.getName()),
                Integer.toUnsignedLong(wire.getNumber()),
                ItemCodec.fromWire(wire.getAttempt()));
    }

    public static io.kvasir.proto.internal.v1.TransactionId wire(TransactionId id) {
        return io.kvasir.proto.internal.v1.TransactionId.newBuilder()
                .setHome(ItemCodec.toWire(id.home()))
                .setName(ItemCodec.toWire(id.name()))
                .setNumber((int) id.number())
                .setAttempt(ItemCodec.toWire(id.attempt()))
                .build();
    }

    /// @param notLeader what to answer where the step did not reach a leader
    public static TransactResponse response(StepReply reply, StorageError notLeader) {
        TransactResponse.Builder response =
                TransactResponse.newBuilder().setAppliedIndex(reply.appliedIndex());
        CommandOutcome outcome = reply.outcome();
        switch (outcome) {
            case TransactionAnswer.Accepted(List<ActionResult> actions) -> {
                response.setAccepted(true);
                actions.forEach(action -> response.addActions(wire(action)));
            }
            case TransactionAnswer.Refused(List<ActionResult> actions) ->
                    actions.forEach(action -> response.addActions(wire(action)));
            case TransactionAnswer.Recorded(TransactionRecord record, long ageMs) ->
                    response.setRecord(wire(record, ageMs));
            case TransactionAnswer.Unrecorded _, TransactionAnswer.Done _ ->
                    response.setAccepted(true);
            case WriteOutcome.Failed failed ->
                    response.setError(
                            failed.code() == ErrorCode.NOT_LEADER
                                    ? notLeader
                                    : Failures.of(failed.code(), failed.message()));
            case WriteOutcome.Done _, WriteOutcome.Conflicted _ ->
                    throw new IllegalStateException(
                            "a step of a transaction ended as a write: " + outcome);
        }
        return response.build();
    }

    private static TransactActionResult wire(ActionResult result) {
        TransactActionResult.Builder wire = TransactActionResult.newBuilder();
        switch (result) {
            case ActionResult.Fine(int oldSize, int newSize, long lockVersion) ->
                    wire.setOldSizeBytes(oldSize)
                            .setNewSizeBytes(newSize)
                            .setLockVersion(lockVersion);
            case ActionResult.ConditionFailed(var attributes) -> {
                wire.setError(
                        Failures.of(ErrorCode.CONDITION_FAILED, "The conditional request failed"));
                attributes.ifPresent(bytes -> wire.setAttributes(Reader.bytes(bytes)));
            }
            case ActionResult.Conflict(TransactionId holder, long ageMs) ->
                    wire.setError(conflict(holder, ageMs));
            case ActionResult.Invalid(String message) ->
                    wire.setError(Failures.of(ErrorCode.INVALID_ARGUMENT, message));
        }
        return wire.build();
    }

    static StorageError conflict(TransactionId holder, long ageMs) {
        return Failures.of(ErrorCode.TRANSACTION_CONFLICT, "Transaction is ongoing for the item")
                .toBuilder()
                .setLockedBy(wire(holder))
                .setLockedForMs(ageMs)
                .build();
    }

    private static TransactRecord wire(TransactionRecord record, long ageMs) {
        TransactRecord.Builder wire =
                TransactRecord.newBuilder()
                        .setState(
                                switch (record.state()) {
                                    case PENDING -> TransactRecord.State.PENDING;
                                    case COMMITTED -> TransactRecord.State.COMMITTED;
                                    case ABORTED -> TransactRecord.State.ABORTED;
                                })
                        .setAttempt(ItemCodec.toWire(record.transaction().attempt()))
                        .setNumber((int) record.transaction().number())
                        .setRefusedTo((int) record.refusedTo())
                        .setFingerprint(record.fingerprint())
                        .setFinished(record.finished())
                        .setAgeMs(ageMs);
        for (LockedKey lock : record.locks()) {
            wire.addLocks(
                    io.kvasir.proto.internal.v1.LockedKey.newBuilder()
                            .setKey(ItemCodec.toWire(lock.key()))
                            .setVersion(lock.version()));
        }
        return wire.build();
    }
}
