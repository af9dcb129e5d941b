package io.kvasir.node.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Merging.Absorbing;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Merges as two logs carry them: each entry by way of its bytes, onto a store in memory.
class MergesTest {
    private static final PartitionId LEFT = new PartitionId(3);
    private static final PartitionId RIGHT = new PartitionId(7);
    private static final Bytes CUT = Bytes.utf8("m");
    private static final KeyRange FIRST_HALF = new KeyRange(Bytes.EMPTY, CUT);
    private static final KeyRange SECOND_HALF = new KeyRange(CUT, null);
    private static final Sealed SEAL = new Sealed(LEFT, Epoch.FIRST);
    private static final long TERM = 4;

    private final Log left = new Log(PartitionState.initial(LEFT, Epoch.FIRST, FIRST_HALF));
    private final Log right = new Log(PartitionState.initial(RIGHT, Epoch.FIRST, SECOND_HALF));

    /// One replica: what its log has made of it.
    private static final class Log {
        final TreeMap<Bytes, Bytes> store = new TreeMap<>();
        PartitionState state;
        long index = 10;
        long number;

        Log(PartitionState initial) {
            state = initial;
            write(List.of(initial.descriptorMutation(), initial.appliedMutation()));
        }

        /// @return whether it took effect
        boolean log(List<Mutation> mutations, long hybridTime) {
            return log(mutations, hybridTime, state.epoch());
        }

        boolean log(List<Mutation> mutations, long hybridTime, Epoch epoch) {
            Entry entry =
                    new Entry(
                            TERM, ++number, state.numberWithin(TERM), epoch, hybridTime, mutations);
            Transition transition =
                    Transition.apply(
                            state,
                            new LogPosition(TERM, ++index),
                            Bytes.ofOwned(entry.encode()),
                            range ->
                                    store.keySet().stream()
                                            .filter(Space.TXN.range(range)::contains)
                                            .count());
            write(transition.mutations());
            state = transition.state();
            return transition.ignored().isEmpty();
        }

        private void write(List<Mutation> mutations) {
            for (Mutation mutation : mutations) {
                switch (mutation) {
                    case Mutation.Put(Bytes key, Bytes value) -> store.put(key, value);
                    case Mutation.Delete(Bytes key) -> store.remove(key);
                    case Mutation.DeleteRange(Bytes start, Bytes end) ->
                            store.subMap(start, end).clear();
                }
            }
        }

        PartitionState reloaded() {
            return Merges.state(store);
        }
    }

    private static Mutation.Put item(String key) {
        return new Mutation.Put(Space.ITEM.key(Bytes.utf8(key)), Bytes.utf8("value"));
    }

    private static Mutation.Put lock(String key) {
        return new Mutation.Put(LockRecord.key(Bytes.utf8(key)), Bytes.utf8("lock"));
    }

    private void begin(long attempt) {
        left.log(Merges.begin(left.state, Epoch.FIRST, RIGHT, SECOND_HALF, attempt), 20);
    }

    private boolean absorb(long attempt, long before, Mutation.Put... records) {
        List<Mutation> mutations =
                Merges.absorb(left.state, attempt, before, List.of(records), left.store::get);
        return !mutations.isEmpty() && left.log(mutations, 20);
    }

    @Test
    void theWholeHasWhatBothHeldWithItsLocksAndNoVersionIsGivenTwice() {
        left.log(List.of(item("a"), lock("a")), 5);
        right.log(List.of(item("x"), lock("x"), lock("y")), 90);
        assertThat(right.log(Merges.seal(right.state, Epoch.FIRST, SEAL), 91)).isTrue();
        begin(1);
        assertThat(absorb(1, 0, item("x"), lock("x"), lock("y"))).isTrue();
        assertThat(left.state.locks()).as("nobody sees them yet").isEqualTo(1);
        assertThat(left.state.range()).isEqualTo(FIRST_HALF);
        assertThat(left.log(Merges.finish(left.state, 1, 3, right.reloaded()), 91)).isTrue();
        assertThat(left.state.range()).isEqualTo(KeyRange.ALL);
        assertThat(left.state.epoch()).isEqualTo(Epoch.FIRST.next());
        assertThat(left.state.locks()).isEqualTo(3);
        assertThat(left.state.hybridTime()).isGreaterThanOrEqualTo(right.state.hybridTime());
        assertThat(left.state.lastDelete()).isEqualTo(91);
        assertThat(left.state.merging()).isEmpty();
        assertThat(left.reloaded()).isEqualTo(left.state);
        assertThat(left.store).containsKeys(item("a").key(), item("x").key());
    }

    @Test
    void aSealedPartitionTakesNothingUntilTheSealIsLiftedUnderALaterEpoch() {
        right.log(Merges.seal(right.state, Epoch.FIRST, SEAL), 1);
        assertThat(right.state.isSealed()).isTrue();
        assertThat(right.reloaded()).isEqualTo(right.state);
        assertThat(right.log(List.of(item("x")), 2)).isFalse();
        assertThat(Splits.divide(right.state, Epoch.FIRST, Bytes.utf8("t"), LEFT, List.of()))
                .isEmpty();
        assertThat(Merges.unseal(right.state, new Sealed(LEFT, Epoch.FIRST.next()))).isEmpty();
        right.log(Merges.unseal(right.state, SEAL), 3);
        assertThat(right.state.isSealed()).isFalse();
        assertThat(right.state.epoch()).isEqualTo(Epoch.FIRST.next());
        assertThat(Merges.seal(right.state, Epoch.FIRST, SEAL)).as("it comes late").isEmpty();
        assertThat(right.log(List.of(item("x")), 4)).isTrue();
    }

    @Test
    void onlyOneOfTheTwoOutcomesEverTakesEffect() {
        right.log(Merges.seal(right.state, Epoch.FIRST, SEAL), 1);
        begin(1);
        List<Mutation> finish = Merges.finish(left.state, 1, 0, right.state);
        List<Mutation> abandon = Merges.abandon(left.state, Epoch.FIRST);
        assertThat(left.log(abandon, 30)).isTrue();
        assertThat(left.log(finish, 31, Epoch.FIRST)).isFalse();
        assertThat(left.state.range()).isEqualTo(FIRST_HALF);
        assertThat(Merges.abandon(left.state, Epoch.FIRST)).isEmpty();
        assertThat(Merges.begin(left.state, Epoch.FIRST, RIGHT, SECOND_HALF, 2)).isEmpty();
    }

    @Test
    void whatBelongsToAnotherAttemptOrIsNotTheNextPieceHasNoEffect() {
        right.log(Merges.seal(right.state, Epoch.FIRST, SEAL), 1);
        begin(1);
        assertThat(absorb(1, 0, item("x"))).isTrue();
        assertThat(absorb(1, 0, item("x"))).as("again").isFalse();
        begin(2);
        assertThat(left.store).as("begun anew").doesNotContainKey(item("x").key());
        assertThat(absorb(1, 1, item("y"))).isFalse();
        assertThat(absorb(2, 0, item("x"))).isTrue();
        assertThat(Merges.finish(left.state, 1, 1, right.state)).isEmpty();
        assertThat(Merges.finish(left.state, 2, 2, right.state)).isEmpty();
        assertThat(Merges.finish(left.state, 2, 1, right.state)).isNotEmpty();
    }

    @Test
    void whatIsGivenUpLeavesNothingBehind() {
        left.log(List.of(item("a")), 5);
        begin(1);
        absorb(1, 0, item("x"), lock("x"));
        left.log(Merges.abandon(left.state, Epoch.FIRST), 30);
        assertThat(left.store).containsKey(item("a").key()).doesNotContainKey(item("x").key());
        assertThat(left.store).doesNotContainKey(lock("x").key());
        assertThat(left.state.merging()).isEmpty();
        assertThat(left.state.locks()).isZero();
        assertThat(left.reloaded()).isEqualTo(left.state);
    }

    @Test
    void aSplitThatTookTheRangeAwayIsForgotten() {
        Log whole = new Log(PartitionState.initial(LEFT, Epoch.FIRST, KeyRange.ALL));
        Member member =
                new Member(
                        new ReplicaId(new NodeId("n1"), new StorageId("000000000001")), "host:1");
        whole.log(Splits.divide(whole.state, Epoch.FIRST, CUT, RIGHT, List.of(member)), 2);
        assertThat(whole.state.pendingSplits()).hasSize(1);
        whole.log(Merges.begin(whole.state, Epoch.FIRST.next(), RIGHT, SECOND_HALF, 1), 3);
        assertThat(whole.state.splits()).isEmpty();
        assertThat(whole.reloaded()).isEqualTo(whole.state);
        assertThat(whole.state.merging().orElseThrow()).isInstanceOf(Absorbing.class);
    }

    @Test
    void whatEitherOneHasDroppedOfADeletedTableTheWholeDoesNotHold() {
        KeyspaceId both = new KeyspaceId(0x50000000);
        Bytes within =
                GlobalKey.keyspaceRange(both)
                        .start()
                        .concat(Bytes.ofOwned(new byte[] {(byte) 0x80}));
        Log first =
                new Log(
                        PartitionState.initial(
                                LEFT, Epoch.FIRST, new KeyRange(Bytes.EMPTY, within)));
        Log second =
                new Log(PartitionState.initial(RIGHT, Epoch.FIRST, new KeyRange(within, null)));
        KeyspaceId beyond = new KeyspaceId(0x70000000);
        second.log(Maintenance.dropKeyspace(second.state, beyond), 2);
        first.log(Maintenance.dropKeyspace(first.state, both), 3);
        second.log(Merges.seal(second.state, Epoch.FIRST, SEAL), 4);
        first.log(Merges.begin(first.state, Epoch.FIRST, RIGHT, new KeyRange(within, null), 1), 5);
        Mutation.Put late = new Mutation.Put(Space.ITEM.key(within), Bytes.utf8("value"));
        first.log(Merges.absorb(first.state, 1, 0, List.of(late), first.store::get), 6);
        first.log(Merges.finish(first.state, 1, 1, second.state), 7);
        assertThat(first.store).doesNotContainKey(late.key());
        assertThat(first.state.isDropped(both)).isTrue();
        assertThat(first.state.isDropped(beyond)).isTrue();
    }

    @Test
    void namesOfTransactionsAreTakenOverWhereTheyAreNotKnown() {
        Mutation.Put known =
                new Mutation.Put(TokenKey.ofName(Bytes.utf8("known")), Bytes.utf8("left"));
        Mutation.Put same =
                new Mutation.Put(TokenKey.ofName(Bytes.utf8("known")), Bytes.utf8("right"));
        Mutation.Put other =
                new Mutation.Put(TokenKey.ofName(Bytes.utf8("other")), Bytes.utf8("right"));
        left.log(List.of(known), 1);
        begin(1);
        assertThat(absorb(1, 0, same, other)).isTrue();
        assertThat(left.store).containsEntry(known.key(), known.value());
        assertThat(left.store).containsEntry(other.key(), other.value());
        assertThat(Merges.isAbsorbed(other.key(), SECOND_HALF)).isTrue();
        assertThat(Merges.isAbsorbed(item("a").key(), SECOND_HALF)).isFalse();
        assertThat(Merges.isAbsorbed(item("x").key(), SECOND_HALF)).isTrue();
    }
}
