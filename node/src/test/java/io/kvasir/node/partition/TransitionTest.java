package io.kvasir.node.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.replication.LogPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionTest {
    private static final Epoch EPOCH = new Epoch(3);
    private static final Bytes KEY = Space.ITEM.key(Bytes.utf8("k"));
    private static final PartitionState EMPTY =
            PartitionState.initial(new PartitionId(7), EPOCH, KeyRange.ALL);

    private static Bytes entry(long term, long number, long after, Epoch epoch) {
        List<Mutation> mutations = List.of(new Mutation.Put(KEY, Bytes.utf8("v" + number)));
        return Bytes.ofOwned(new Entry(term, number, after, epoch, 9, mutations).encode());
    }

    private static Transition apply(PartitionState state, long term, long index, Bytes entry) {
        return Transition.apply(state, new LogPosition(term, index), entry, _ -> 0);
    }

    private static PartitionState afterOne() {
        return apply(EMPTY, 2, 1, entry(2, 1, 0, EPOCH)).state();
    }

    private static void assertNoEffect(Transition transition, PartitionState before) {
        assertThat(transition.ignored()).isPresent();
        assertThat(transition.mutations())
                .as("only the position is stored")
                .containsExactly(transition.state().appliedMutation());
        assertThat(transition.state().number()).isEqualTo(before.number());
        assertThat(transition.state().hybridTime()).isEqualTo(before.hybridTime());
    }

    @Test
    void anEntryInTheTermAndPlaceOfItsEvaluationTakesEffect() {
        Transition transition = apply(EMPTY, 2, 5, entry(2, 1, 0, EPOCH));
        assertThat(transition.ignored()).isEmpty();
        assertThat(transition.mutations())
                .containsExactly(
                        new Mutation.Put(KEY, Bytes.utf8("v1")),
                        transition.state().appliedMutation());
        assertThat(transition.state().applied()).isEqualTo(new LogPosition(2, 5));
        assertThat(transition.state().numberWithin(2)).isEqualTo(1);
        assertThat(transition.state().hybridTime()).isEqualTo(9);
    }

    @Test
    void anEntryOfAnotherTermHasNoEffect() {
        assertNoEffect(apply(EMPTY, 3, 1, entry(2, 1, 0, EPOCH)), EMPTY);
    }

    @Test
    void anEntryThatOvertookTheOneBeforeItHasNoEffectNorHasThatOnePutAfterIt() {
        PartitionState one = afterOne();
        Transition third = apply(one, 2, 2, entry(2, 3, 2, EPOCH));
        assertNoEffect(third, one);
        Transition second = apply(third.state(), 2, 3, entry(2, 2, 1, EPOCH));
        assertThat(second.ignored()).as("its own state is still there").isEmpty();
    }

    @Test
    void anEntryThatReachesTheLogTwiceTakesEffectOnce() {
        PartitionState one = afterOne();
        assertNoEffect(apply(one, 2, 2, entry(2, 1, 0, EPOCH)), one);
    }

    @Test
    void anEntryEvaluatedUnderAnotherEpochHasNoEffect() {
        assertNoEffect(apply(EMPTY, 2, 1, entry(2, 1, 0, new Epoch(2))), EMPTY);
    }

    @Test
    void numbersBeginAnewInEachTerm() {
        Transition next = apply(afterOne(), 4, 2, entry(4, 1, 0, EPOCH));
        assertThat(next.ignored()).isEmpty();
        assertThat(next.state().numberWithin(2)).isZero();
        assertThat(next.state().numberWithin(4)).isEqualTo(1);
    }
}
