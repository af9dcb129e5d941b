package io.kvasir.node.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvasir.model.Bytes;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.node.partition.TransactionAnswer.Accepted;
import io.kvasir.node.partition.TransactionAnswer.ActionResult;
import io.kvasir.node.partition.TransactionAnswer.Recorded;
import io.kvasir.node.partition.TransactionAnswer.Refused;
import io.kvasir.node.partition.TransactionEvaluator.StepEvaluation;
import io.kvasir.node.partition.TransactionRecord.State;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.proto.ItemCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What partitions make of steps that come late, twice, or after somebody else has acted.
class TransactionStepsTest {
    private static final Bytes KEY =
            GlobalKey.of(new KeyspaceId(7), Bytes.utf8("item"), Bytes.EMPTY);
    private static final long LATER_MS = TransactionRecord.VALID_MS + 1;

    private final TreeMap<Bytes, Bytes> store = new TreeMap<>();
    private long version = 1;
    private long nowMs = 1_000;

    @Test
    void anAttemptAbortedWhileAnothersRecordStoodThereNeverBegins() {
        TransactionId first = id(1, "first");
        TransactionId second = id(2, "second");
        assertEquals(State.PENDING, recorded(begin(first)).state());

        // Recovery meets a lock of the second, whose begin is still on its way.
        assertEquals(State.ABORTED, recorded(decide(second, false)).state());
        assertEquals(State.ABORTED, recorded(decide(first, false)).state());

        TransactionRecord known = recorded(begin(second));
        assertEquals(first.attempt(), known.transaction().attempt());
        assertTrue(known.refusedTo() >= 2, () -> known.toString());
        assertEquals(State.ABORTED, recorded(decide(second, true)).state());
        assertEquals(State.PENDING, recorded(begin(id(3, "third"))).state());
    }

    @Test
    void anAttemptRefusedBecauseAnotherIsPendingNeverBegins() {
        assertEquals(State.PENDING, recorded(begin(id(1, "first"))).state());
        begin(id(2, "second"));
        decide(id(1, "first"), false);
        assertEquals(
                id(1, "first").attempt(), recorded(begin(id(2, "second"))).transaction().attempt());
    }

    @Test
    void anAbortedAttemptBeginsNoMoreThoughAnotherReplacedIt() {
        begin(id(1, "first"));
        decide(id(1, "first"), false);
        begin(id(2, "second"));
        decide(id(2, "second"), false);
        assertEquals(State.ABORTED, recorded(begin(id(1, "first"))).state());
        assertEquals(State.ABORTED, recorded(decide(id(1, "first"), true)).state());
    }

    @Test
    void aRefusedExecuteStaysRefusedWhereACopyComesLate() {
        TransactionStep.Action exists = put("new", Optional.of(condition("attribute_exists(v)")));
        assertInstanceOf(Refused.class, execute(id(1, "a"), exists));
        store.put(Space.ITEM.key(KEY), item("old").encode(Space.ITEM.key(KEY)));
        assertEquals(State.ABORTED, recorded(execute(id(1, "a"), exists)).state());
        assertEquals("old", value());
        assertInstanceOf(Accepted.class, execute(id(2, "b"), exists));
    }

    @Test
    void anExecuteThatComesTwiceIsDoneOnce() {
        TransactionStep.Action put = put("new", Optional.empty());
        assertInstanceOf(Accepted.class, execute(id(1, "a"), put));
        store.remove(Space.ITEM.key(KEY));
        assertEquals(State.COMMITTED, recorded(execute(id(1, "a"), put)).state());
        assertEquals(State.COMMITTED, recorded(execute(id(2, "b"), put)).state());
        assertNull(store.get(Space.ITEM.key(KEY)));
    }

    @Test
    void whatWasExecutedInOneEntryIsFoundByTwoPhases() {
        execute(id(1, "a"), put("new", Optional.empty()));
        assertEquals(State.COMMITTED, recorded(begin(id(2, "b"))).state());
    }

    @Test
    void aPrepareThatComesAgainAfterItsTransactionWasResolvedChangesNothing() {
        TransactionId id = id(1, "a");
        begin(id);
        LockedKey lock = prepare(id, "prepared");
        decide(id, true, lock);
        resolve(id, lock);
        assertEquals("prepared", value());

        store.put(Space.ITEM.key(KEY), item("newer").encode(Space.ITEM.key(KEY)));
        LockedKey late = prepare(id, "prepared");
        assertTrue(late.version() != lock.version());
        resolve(id, lock);
        assertEquals("newer", value());
        assertNull(store.get(LockRecord.key(KEY)));
    }

    @Test
    void expiredRecordsAreSweptAndOthersStay() {
        begin(id(1, "pending"));
        execute(
                new TransactionId(KEY, Bytes.utf8("other"), 1, Bytes.utf8("x")),
                put("v", Optional.empty()));
        assertEquals(3, store.keySet().stream().filter(Space.TOKEN::holds).count());
        nowMs += LATER_MS;
        List<Bytes> tokens = store.keySet().stream().filter(Space.TOKEN::holds).toList();
        apply(Maintenance.expireTokens(tokens, nowMs, store::get));
        List<Bytes> left = store.keySet().stream().filter(Space.TOKEN::holds).toList();
        assertEquals(1, left.size());
        assertEquals(
                id(1, "pending"),
                Maintenance.unfinished(left.getFirst(), store.get(left.getFirst()), nowMs, 6_000));
    }

    @Test
    void aTokenUsedWithOtherParametersIsNoticedBesideOtherItems() {
        execute(id(1, "a"), put("new", Optional.empty()));
        Bytes other = GlobalKey.of(new KeyspaceId(8), Bytes.utf8("other"), Bytes.EMPTY);
        TransactionId elsewhere = new TransactionId(other, Bytes.utf8("token"), 1, Bytes.utf8("b"));
        StepEvaluation begun =
                evaluate(new TransactionStep.Begin(elsewhere, 99, true, List.of(other)));
        assertEquals(1, recorded(begun.answer()).fingerprint());
    }

    private static TransactionId id(int number, String attempt) {
        return new TransactionId(KEY, Bytes.utf8("token"), number, Bytes.utf8(attempt));
    }

    private TransactionAnswer begin(TransactionId id) {
        return evaluate(new TransactionStep.Begin(id, 1, true, List.of(KEY))).answer();
    }

    private TransactionAnswer decide(TransactionId id, boolean commit, LockedKey... locks) {
        return evaluate(new TransactionStep.Decide(id, commit, List.of(locks))).answer();
    }

    private TransactionAnswer execute(TransactionId id, TransactionStep.Action action) {
        return evaluate(new TransactionStep.Execute(id, 1, true, List.of(action))).answer();
    }

    private LockedKey prepare(TransactionId id, String value) {
        TransactionAnswer answer =
                evaluate(new TransactionStep.Prepare(id, List.of(put(value, Optional.empty()))))
                        .answer();
        Accepted accepted = assertInstanceOf(Accepted.class, answer);
        ActionResult.Fine fine =
                assertInstanceOf(ActionResult.Fine.class, accepted.actions().getFirst());
        return new LockedKey(KEY, fine.lockVersion());
    }

    private void resolve(TransactionId id, LockedKey lock) {
        evaluate(new TransactionStep.Resolve(id, true, List.of(lock)));
    }

    private StepEvaluation evaluate(TransactionStep step) {
        StepEvaluation evaluation =
                TransactionEvaluator.evaluate(step, version++, nowMs, store::get);
        apply(evaluation.mutations());
        return evaluation;
    }

    private void apply(List<Mutation> mutations) {
        for (Mutation mutation : new ArrayList<>(mutations)) {
            switch (mutation) {
                case Mutation.Put(Bytes key, Bytes value) -> store.put(key, value);
                case Mutation.Delete(Bytes key) -> store.remove(key);
                case Mutation.DeleteRange(Bytes start, Bytes end) ->
                        store.subMap(start, end).clear();
            }
        }
    }

    private static TransactionRecord recorded(TransactionAnswer answer) {
        return assertInstanceOf(Recorded.class, answer).record();
    }

    private static StoredItem item(String value) {
        Bytes bytes = ItemCodec.fromWire(ItemCodec.toBytes(Item.of("v", AttributeValue.of(value))));
        return new StoredItem(1, 10, bytes);
    }

    private String value() {
        Bytes key = Space.ITEM.key(KEY);
        StoredItem stored = StoredItem.decode(key, store.get(key));
        Item item = ItemCodec.fromBytes(ItemCodec.toWire(stored.attributes()));
        return ((AttributeValue.StringValue) item.get("v")).value();
    }

    private static TransactionStep.Action put(String value, Optional<BoundCondition> condition) {
        return new TransactionStep.Action(
                new WriteCommand(
                        KEY,
                        Optional.empty(),
                        new WriteCommand.Change.Put(item(value).attributes(), 10),
                        condition,
                        WriteCommand.ReturnedAttributes.NONE,
                        false),
                false);
    }

    private static BoundCondition condition(String text) {
        return ConditionExpression.parse(text).bind(Substitutions.none());
    }
}
