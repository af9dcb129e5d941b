package io.kvasir.node.partition;

import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.Safeguard;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.UpdateResult;
import io.kvasir.model.item.Item;
import io.kvasir.node.partition.WriteCommand.Change;
import io.kvasir.node.partition.WriteCommand.RequestToken;
import io.kvasir.node.partition.WriteCommand.ReturnedAttributes;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.proto.ItemCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns one write into what it does to the store: nothing below Raft evaluates again.
///
/// The first outcome under a token is remembered whatever it is, a failed condition too: a retry
/// after it must not succeed because another write came between.
public final class Evaluator {
    private static final String CONDITION_FAILED = "The conditional request failed";
    private static final String PUT_TOO_LARGE = "Item size has exceeded the maximum allowed size";
    private static final String UPDATE_TOO_LARGE =
            "Item size to update has exceeded the maximum allowed size";
    private static final long TOKEN_VALID_MS = Limits.CLIENT_REQUEST_TOKEN_VALID_SECONDS * 1000L;

    private Evaluator() {}

    /// What a write comes to, and what it changes.
    public record Evaluation(WriteOutcome outcome, List<Mutation> mutations) {
        public Evaluation {
            mutations = List.copyOf(mutations);
        }
    }

    /// @param version that the write gets where it is done
    /// @param nowMs for the validity of tokens
    /// @param view the store as it will be once everything before this write is applied
    /// @param locks whether any item of the partition may be locked by a transaction
    public static Evaluation evaluate(
            WriteCommand command,
            long version,
            long nowMs,
            Function<Bytes, @Nullable Bytes> view,
            boolean locks) {
        if (command.token().isEmpty()) {
            return locks
                    ? unlessLocked(command, version, nowMs, view)
                    : change(command, version, view);
        }
        RequestToken token = command.token().get();
        Bytes key = TokenRecord.key(command.key(), token.text());
        Bytes stored = view.apply(key);
        TokenRecord known = stored == null ? null : TokenRecord.decode(key, stored);
        if (known != null && !known.isExpiredAt(nowMs) && !Safeguard.TOKEN_CHECK.isOff()) {
            return new Evaluation(
                    known.fingerprint() == token.fingerprint() ? known.outcome() : mismatch(token),
                    List.of());
        }
        Evaluation first =
                locks
                        ? unlessLocked(command, version, nowMs, view)
                        : change(command, version, view);
        if (first.outcome() instanceof WriteOutcome.Conflicted) {
            return first;
        }
        TokenRecord remembered =
                new TokenRecord(token.fingerprint(), nowMs + TOKEN_VALID_MS, first.outcome());
        List<Mutation> mutations = new ArrayList<>(first.mutations());
        mutations.add(new Mutation.Put(key, remembered.encode(key)));
        return new Evaluation(first.outcome(), mutations);
    }

    private static WriteOutcome mismatch(RequestToken token) {
        return WriteOutcome.Failed.of(
                ErrorCode.TOKEN_MISMATCH,
                "client request token '"
                        + token.text()
                        + "' was used with other parameters less than "
                        + Limits.CLIENT_REQUEST_TOKEN_VALID_SECONDS
                        + " seconds ago");
    }

    private static Evaluation unlessLocked(
            WriteCommand command, long version, long nowMs, Function<Bytes, @Nullable Bytes> view) {
        LockRecord held = TransactionEvaluator.lock(command.key(), view);
        return held == null
                ? change(command, version, view)
                : new Evaluation(
                        new WriteOutcome.Conflicted(
                                held.transaction(), Math.max(0, nowMs - held.preparedAtMs())),
                        List.of());
    }

    /// Only whether the condition holds.
    static Evaluation check(WriteCommand command, Function<Bytes, @Nullable Bytes> view) {
        return judged(command, view, before -> new Evaluation(unchanged(before), List.of()));
    }

    private static WriteOutcome unchanged(Before before) {
        return new WriteOutcome.Done(0, before.sizeBytes(), before.sizeBytes(), Optional.empty());
    }

    /// The change without regard to tokens and locks.
    static Evaluation change(
            WriteCommand command, long version, Function<Bytes, @Nullable Bytes> view) {
        Bytes key = Space.ITEM.key(command.key());
        return judged(
                command,
                view,
                before ->
                        switch (command.change()) {
                            case Change.Put put -> put(command, put, version, key, before);
                            case Change.Update update ->
                                    update(command, update, version, key, before);
                            case Change.Delete _ -> delete(command, version, key, before);
                        });
    }

    /// What `whereItHolds` makes of the item, if the condition holds of it.
    private static Evaluation judged(
            WriteCommand command,
            Function<Bytes, @Nullable Bytes> view,
            Function<Before, Evaluation> whereItHolds) {
        Bytes key = Space.ITEM.key(command.key());
        Bytes stored = command.needsNoItem() ? null : view.apply(key);
        Before before = new Before(stored == null ? null : StoredItem.decode(key, stored));
        try {
            if (command.condition().isPresent() && !command.condition().get().test(before.item())) {
                return failed(
                        ErrorCode.CONDITION_FAILED,
                        CONDITION_FAILED,
                        command.itemOnConditionFailure() ? before.attributes() : Optional.empty(),
                        before);
            }
            return whereItHolds.apply(before);
        } catch (InvalidArgumentException e) {
            return failed(
                    ErrorCode.INVALID_ARGUMENT,
                    String.valueOf(e.getMessage()),
                    Optional.empty(),
                    before);
        }
    }

    /// The item before a write; parsed where something looks into it.
    private static final class Before {
        private final @Nullable StoredItem stored;
        private @Nullable Item parsed;

        Before(@Nullable StoredItem stored) {
            this.stored = stored;
        }

        boolean exists() {
            return stored != null;
        }

        int sizeBytes() {
            return stored == null ? 0 : stored.sizeBytes();
        }

        Optional<Bytes> attributes() {
            return stored == null ? Optional.empty() : Optional.of(stored.attributes());
        }

        Item item() {
            if (stored == null) {
                return Item.EMPTY;
            }
            Item item = parsed;
            if (item == null) {
                item =
                        ItemCodec.fromBytes(
                                UnsafeByteOperations.unsafeWrap(stored.attributes().array()));
                parsed = item;
            }
            return item;
        }
    }

    private static Evaluation put(
            WriteCommand command, Change.Put put, long version, Bytes key, Before before) {
        if (put.sizeBytes() > Limits.ITEM_BYTES_MAX) {
            return failed(ErrorCode.ITEM_TOO_LARGE, PUT_TOO_LARGE, Optional.empty(), before);
        }
        Optional<Bytes> returned =
                switch (command.returned()) {
                    case NONE -> Optional.empty();
                    case ALL_OLD, UPDATED_OLD -> before.attributes();
                    case ALL_NEW, UPDATED_NEW -> Optional.of(put.attributes());
                };
        StoredItem after = new StoredItem(version, put.sizeBytes(), put.attributes());
        return new Evaluation(
                new WriteOutcome.Done(version, before.sizeBytes(), put.sizeBytes(), returned),
                List.of(new Mutation.Put(key, after.encode(key))));
    }

    private static Evaluation update(
            WriteCommand command, Change.Update update, long version, Bytes key, Before before) {
        UpdateResult result = update.update().apply(before.exists() ? before.item() : update.key());
        if (result.itemBytes() > Limits.ITEM_BYTES_MAX) {
            return failed(ErrorCode.ITEM_TOO_LARGE, UPDATE_TOO_LARGE, Optional.empty(), before);
        }
        int size = (int) result.itemBytes();
        Bytes attributes = bytes(result.item());
        Optional<Bytes> returned =
                switch (command.returned()) {
                    case NONE -> Optional.empty();
                    case ALL_OLD -> before.attributes();
                    case ALL_NEW -> Optional.of(attributes);
                    case UPDATED_OLD -> parts(result.updatedOld(before.item()));
                    case UPDATED_NEW -> parts(result.updatedNew());
                };
        StoredItem after = new StoredItem(version, size, attributes);
        return new Evaluation(
                new WriteOutcome.Done(version, before.sizeBytes(), size, returned),
                List.of(new Mutation.Put(key, after.encode(key))));
    }

    private static Optional<Bytes> parts(Item item) {
        return item.isEmpty() ? Optional.empty() : Optional.of(bytes(item));
    }

    private static Evaluation delete(WriteCommand command, long version, Bytes key, Before before) {
        Optional<Bytes> returned =
                command.returned() == ReturnedAttributes.NONE
                        ? Optional.empty()
                        : before.attributes();
        return new Evaluation(
                new WriteOutcome.Done(version, before.sizeBytes(), 0, returned),
                before.exists() ? List.of(new Mutation.Delete(key)) : List.of());
    }

    private static Evaluation failed(
            ErrorCode code, String message, Optional<Bytes> attributes, Before before) {
        return new Evaluation(
                new WriteOutcome.Failed(code, message, attributes, before.sizeBytes()), List.of());
    }

    private static Bytes bytes(Item item) {
        return Bytes.ofOwned(ItemCodec.toBytes(item).toByteArray());
    }
}
