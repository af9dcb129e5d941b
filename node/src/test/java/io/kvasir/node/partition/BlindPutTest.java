package io.kvasir.node.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.node.partition.WriteCommand.Change;
import io.kvasir.node.partition.WriteCommand.RequestToken;
import io.kvasir.node.partition.WriteCommand.ReturnedAttributes;
import io.kvasir.node.store.Space;
import io.kvasir.proto.ItemCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlindPutTest {
    private static final Bytes KEY = Bytes.ofHex("0102");
    private static final Bytes ATTRIBUTES =
            ItemCodec.fromWire(ItemCodec.toBytes(Item.of("v", AttributeValue.of("new"))));
    private static final Bytes PRESENT =
            new StoredItem(1, 3_000, ATTRIBUTES).encode(Space.ITEM.key(KEY));

    private final List<Bytes> read = new ArrayList<>();

    @Test
    void whatAsksNothingOfThePresentItemDoesNotReadIt() {
        WriteCommand put = put(Optional.empty(), "", ReturnedAttributes.NONE, true);

        assertThat(done(put).oldSizeBytes()).isZero();
        assertThat(read).isEmpty();
    }

    @Test
    void theTokenIsLookedUpAllTheSame() {
        RequestToken token = new RequestToken("t", 7);

        done(put(Optional.of(token), "", ReturnedAttributes.NONE, true));

        assertThat(read).containsExactly(TokenRecord.key(KEY, "t"));
    }

    @Test
    void whatAsksForSizeConditionOrOldValueReadsIt() {
        List<WriteCommand> looking =
                List.of(
                        put(Optional.empty(), "", ReturnedAttributes.NONE, false),
                        put(Optional.empty(), "attribute_exists(v)", ReturnedAttributes.NONE, true),
                        put(Optional.empty(), "", ReturnedAttributes.ALL_OLD, true));
        for (WriteCommand put : looking) {
            read.clear();
            assertThat(done(put).oldSizeBytes()).as("%s", put).isEqualTo(3_000);
            assertThat(read).as("%s", put).containsExactly(Space.ITEM.key(KEY));
        }
    }

    private WriteOutcome.Done done(WriteCommand command) {
        return (WriteOutcome.Done)
                Evaluator.evaluate(
                                command,
                                5,
                                0,
                                key -> {
                                    read.add(key);
                                    return key.equals(Space.ITEM.key(KEY)) ? PRESENT : null;
                                },
                                false)
                        .outcome();
    }

    private static WriteCommand put(
            Optional<RequestToken> token,
            String condition,
            ReturnedAttributes returned,
            boolean blind) {
        return new WriteCommand(
                KEY,
                token,
                new Change.Put(ATTRIBUTES, 10),
                condition.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                ConditionExpression.parse(condition).bind(Substitutions.none())),
                returned,
                false,
                blind);
    }
}
