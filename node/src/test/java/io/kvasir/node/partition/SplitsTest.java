package io.kvasir.node.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.SplitManifest.Phase;
import io.kvasir.node.store.Mutation;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitsTest {
    private static final PartitionId PARENT = new PartitionId(3);
    private static final PartitionId CHILD = new PartitionId(7);
    private static final Bytes CUT = Bytes.utf8("m");
    private static final List<Member> PEERS =
            List.of(
                    new Member(
                            new ReplicaId(new NodeId("n1"), new StorageId("000000000001")),
                            "host:1"));
    private final PartitionState whole = PartitionState.initial(PARENT, Epoch.FIRST, KeyRange.ALL);

    @Test
    void theEntryDividesRangeAndEpochAndLeavesAManifestWithItsPlace() {
        PartitionState left = divided(2);
        assertThat(left.epoch()).isEqualTo(Epoch.FIRST.next());
        assertThat(left.range()).isEqualTo(new KeyRange(Bytes.EMPTY, CUT));
        assertThat(left.locks()).isZero();
        SplitManifest manifest = left.pendingSplits().getFirst();
        assertThat(manifest.child()).isEqualTo(CHILD);
        assertThat(manifest.range()).isEqualTo(new KeyRange(CUT, null));
        assertThat(manifest.at()).isEqualTo(new LogPosition(4, 11));
        assertThat(manifest.peers()).isEqualTo(PEERS);
    }

    @Test
    void anEntryEvaluatedBeforeTheSplitHasNoEffectBehindIt() {
        Entry late = new Entry(4, 2, 1, Epoch.FIRST, 9, List.of());
        assertThat(apply(divided(0), new LogPosition(4, 12), late).ignored()).isPresent();
    }

    @Test
    void whatTheStoreHoldsAfterASplitIsReadBackAsItWas() {
        TreeMap<Bytes, Bytes> store = new TreeMap<>();
        PartitionState state = divided(0);
        store(store, List.of(state.descriptorMutation(), state.appliedMutation()));
        store(store, state.splitMutations(whole));
        PartitionState loaded =
                PartitionState.load(
                        store::get,
                        range -> store.keySet().stream().filter(range::contains).toList());
        assertThat(loaded).isEqualTo(state);
    }

    @Test
    void aCopyOfTheStoreTellsItsReceiverToJoin() {
        SplitManifest made = divided(0).pendingSplits().getFirst();
        for (Phase phase : Phase.values()) {
            if (made.in(phase).mutation() instanceof Mutation.Put(Bytes key, Bytes value)) {
                Bytes copied = PartitionState.copied(key, value);
                assertThat(SplitManifest.decode(key, copied).phase()).isEqualTo(Phase.JOIN);
            }
        }
    }

    @Test
    void anOrderThatNoLongerMakesSenseDividesNothing() {
        assertThat(Splits.divide(divided(0), Epoch.FIRST, CUT, CHILD, PEERS)).isEmpty();
        assertThat(Splits.divide(whole, Epoch.FIRST, Bytes.EMPTY, CHILD, PEERS)).isEmpty();
        assertThat(Splits.divide(whole, Epoch.FIRST, CUT, CHILD, List.of())).isEmpty();
        PartitionState right = PartitionState.initial(PARENT, Epoch.FIRST, new KeyRange(CUT, null));
        assertThat(Splits.divide(right, Epoch.FIRST, Bytes.utf8("a"), CHILD, PEERS)).isEmpty();
    }

    @Test
    void onlyTheLatestSplitsThatAreOverAreRemembered() {
        PartitionState state = divided(0);
        for (int i = 0; i < 2 * Splits.DONE_KEPT_MAX; i++) {
            SplitManifest done =
                    new SplitManifest(
                            new PartitionId(100 + i),
                            new KeyRange(CUT, null),
                            PEERS,
                            new LogPosition(1, i),
                            0,
                            Phase.DONE);
            state = state.with(done);
        }
        assertThat(state.splits()).hasSize(Splits.DONE_KEPT_MAX + 1).containsKey(CHILD);
    }

    @Test
    void theChildsLogGoesOnFromThePlaceOfTheSplit() {
        PartitionState state = divided(0);
        PartitionState child = state.child(state.pendingSplits().getFirst());
        assertThat(child.applied()).isEqualTo(new LogPosition(1, 11));
        assertThat(child.epoch()).isEqualTo(Epoch.FIRST);
        assertThat(child.numberWithin(1)).isZero();
        assertThat(child.hybridTime()).isEqualTo(state.hybridTime());
    }

    private PartitionState divided(long locksOfTheChild) {
        List<Mutation> mutations = Splits.divide(whole, Epoch.FIRST, CUT, CHILD, PEERS);
        PartitionState locked =
                whole.after(new LogPosition(4, 10), locking(locksOfTheChild), r -> 0);
        Entry entry = new Entry(4, 1, locked.numberWithin(4), Epoch.FIRST, 8, mutations);
        Transition transition =
                Transition.apply(
                        locked,
                        new LogPosition(4, 11),
                        Bytes.ofOwned(entry.encode()),
                        range -> locksOfTheChild);
        assertThat(transition.ignored()).isEmpty();
        return transition.state();
    }

    private static Entry locking(long locks) {
        List<Mutation> mutations =
                LongStream.range(0, locks)
                        .<Mutation>mapToObj(i ->
                                new Mutation.Put(
                                        LockRecord.key(Bytes.utf8("item" + i)), Bytes.EMPTY))
                        .toList();
        return new Entry(3, 1, 0, Epoch.FIRST, 7, mutations);
    }

    private static Transition apply(PartitionState state, LogPosition position, Entry entry) {
        return Transition.apply(state, position, Bytes.ofOwned(entry.encode()), range -> 0);
    }

    private static void store(Map<Bytes, Bytes> store, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            if (mutation instanceof Mutation.Put(Bytes key, Bytes value)) {
                store.put(key, value);
            }
        }
    }
}
