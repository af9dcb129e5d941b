package io.kvasir.testkit.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.testkit.reference.Operation.Returned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReferenceStoreTest {
    private final SequencedMap<String, KeySchema> tables = new LinkedHashMap<>();

    ReferenceStoreTest() {
        tables.put("plain", KeySchema.of("id", KeyType.S));
        tables.put("sorted", KeySchema.of("id", KeyType.S, "at", KeyType.N));
        tables.put("binary", KeySchema.of("id", KeyType.B, "at", KeyType.B));
    }

    @Test
    void anUpdateSeesTheItemAsItWasBefore() {
        ReferenceStore store = store();
        store.perform(put(Item.of("id", AttributeValue.of("k")).with("a", AttributeValue.of(1))));
        Update swap =
                new Update(
                        List.of(
                                new Update.Action.Set(
                                        Path.of("a"),
                                        new Update.Source.Literal(AttributeValue.of(5))),
                                new Update.Action.Set(
                                        Path.of("b"), new Update.Source.Copy(Path.of("a")))));
        Answer answer =
                store.perform(
                        new Operation.Modify(
                                "plain",
                                Item.of("id", AttributeValue.of("k")),
                                swap,
                                Optional.empty(),
                                Returned.UPDATED_NEW,
                                false));
        assertThat(answer)
                .isEqualTo(
                        new Answer.One(
                                Optional.of(
                                        Item.of("a", AttributeValue.of(5))
                                                .with("b", AttributeValue.of(1)))));
    }

    @Test
    void aTransactionWithOneFailedConditionDoesNothing() {
        ReferenceStore store = store();
        Item first = Item.of("id", AttributeValue.of("k"));
        Operation.Put blocked =
                new Operation.Put(
                        "plain",
                        Item.of("id", AttributeValue.of("kk")),
                        Optional.of(new Condition.Exists(Path.of("a"))),
                        Returned.NONE,
                        false);
        assertThat(store.perform(new Operation.TransactWrite(List.of(put(first), blocked))))
                .isEqualTo(
                        new Answer.Canceled(
                                List.of(
                                        Optional.empty(),
                                        Optional.of(ErrorCode.CONDITION_FAILED))));
        assertThat(store.perform(new Operation.Get("plain", first, true)))
                .isEqualTo(new Answer.One(Optional.empty()));
    }

    @Test
    void oneSeedGivesOneSequenceOfAnswersWithEveryKindInIt() {
        assertThat(answers(7)).isEqualTo(answers(7));
        assertThat(answers(7).stream().map(Answer::getClass).distinct())
                .containsExactlyInAnyOrder(
                        Answer.One.class,
                        Answer.Page.class,
                        Answer.Many.class,
                        Answer.Each.class,
                        Answer.Refused.class,
                        Answer.Canceled.class);
        assertThat(
                        answers(7).stream()
                                .filter(Answer.Refused.class::isInstance)
                                .map(answer -> ((Answer.Refused) answer).code())
                                .distinct())
                .contains(
                        ErrorCode.INVALID_ARGUMENT,
                        ErrorCode.CONDITION_FAILED,
                        ErrorCode.TABLE_NOT_FOUND);
    }

    private List<Answer> answers(long seed) {
        ReferenceStore store = store();
        OperationGenerator operations = new OperationGenerator(new SplittableRandom(seed), tables);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(store.perform(operations.next()));
        }
        return answers;
    }

    private ReferenceStore store() {
        ReferenceStore store = new ReferenceStore();
        tables.forEach(store::createTable);
        return store;
    }

    private static Operation.Put put(Item item) {
        return new Operation.Put("plain", item, Optional.empty(), Returned.NONE, false);
    }
}
