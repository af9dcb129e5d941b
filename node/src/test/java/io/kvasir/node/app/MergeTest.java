package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.MergeSteps.Step;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.SplitSteps;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Merges of two partitions on four nodes with real logs and stores, no two of their replica sets
/// alike; the test is the control plane, and decides as that one does by what leaders report.
class MergeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration FORGOTTEN = Duration.ofSeconds(3);
    private static final int KEYS = 60;

    @TempDir Path folder;
    private TestNodes nodes;
    private CounterWorld counters;
    private MergeOrders orders;

    @BeforeEach
    void prepare() {
        nodes = new TestNodes(folder);
        counters = new CounterWorld(nodes, KEYS, MergeOrders.LEFT, MergeOrders.RIGHT);
        orders = new MergeOrders(nodes, counters.cut());
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private void startAll(MergeSteps steps) {
        for (String name : MergeOrders.ALL) {
            nodes.start(name, hooks(SplitSteps.NONE, steps));
        }
    }

    private void begin() {
        orders.found();
        counters.incrementAll();
        MergeOrders.LEFT_NODES.forEach(name -> nodes.awaitReplicaCaughtUp(MergeOrders.LEFT, name));
    }

    @Test
    void noCounterLosesOrRepeatsAnIncrementAndNoReadIsStaleWhileTheTwoBecomeOne()
            throws InterruptedException {
        startAll(MergeSteps.NONE);
        begin();
        counters.start();
        int before = counters.reads();
        await().atMost(PATIENCE).until(() -> counters.reads() > before + KEYS);
        orders.merge();
        orders.untilMerged();
        int after = counters.reads();
        await().atMost(PATIENCE).until(() -> counters.reads() > after + KEYS);
        counters.stop();
        requireOne();
    }

    @Test
    void aRetryWithATokenFindsItsOutcomeInTheWhole() {
        startAll(MergeSteps.NONE);
        begin();
        orders.merge();
        orders.untilMerged();
        counters.repeat(0);
        requireOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = Mode.EXCLUDE,
            names = {"ABANDONED", "UNSEALED"})
    void nothingIsLostWhereAllNodesCrashAtAStep(Step step) {
        MergePoint point = new MergePoint(step);
        startAll(point);
        begin();
        orders.merge();
        orders.until(point::isReached);
        crashAll(point);
        startAll(MergeSteps.NONE);
        orders.untilMerged();
        requireOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = Mode.EXCLUDE,
            names = {"ABANDONED", "UNSEALED", "RELEASED"})
    void nothingIsLostWhereTheNodeThatTakesAStepCrashesWhileTheOthersGoOn(Step step)
            throws InterruptedException {
        MergePoint point = new MergePoint(step);
        startAll(point);
        begin();
        counters.start();
        orders.merge();
        orders.until(point::isReached);
        String struck = nodes.leader(step == Step.SEALED ? MergeOrders.RIGHT : MergeOrders.LEFT);
        nodes.expectCrash(struck);
        point.crashFirst();
        nodes.stop(struck);
        orders.until(() -> nodes.leaderNow(MergeOrders.LEFT).isPresent());
        nodes.start(struck, hooks(SplitSteps.NONE, MergeSteps.NONE));
        orders.untilMerged();
        counters.stop();
        requireOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BEGUN", "SEALED", "ABSORBING", "ABSORBED"})
    void bothGoOnWhereTheMergeIsGivenUpAtAStep(Step step) throws InterruptedException {
        MergePoint point = new MergePoint(step);
        startAll(point);
        begin();
        counters.start();
        orders.merge();
        orders.until(point::isReached);
        orders.abandon();
        orders.untilAbandoned();
        // What comes of the attempt now comes too late.
        point.goOn();
        int reads = counters.reads();
        orders.until(() -> counters.reads() > reads + 2 * KEYS);
        counters.stop();
        requireTwo();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"ABANDONED", "UNSEALED"})
    void bothGoOnWhereAllNodesCrashWhileTheMergeIsGivenUp(Step step) {
        MergePoint held = new MergePoint(Step.ABSORBED);
        MergePoint point = new MergePoint(step);
        startAll((reached, partition) -> {
            held.reached(reached, partition);
            point.reached(reached, partition);
        });
        begin();
        orders.merge();
        orders.until(held::isReached);
        orders.abandon();
        orders.until(point::isReached);
        held.crash();
        crashAll(point);
        startAll(MergeSteps.NONE);
        orders.untilAbandoned();
        requireTwo();
    }

    @Test
    void onlyOneOutcomeEverTakesEffectWhereTheMergeIsGivenUpAfterItHasHappened() {
        MergePoint point = new MergePoint(Step.MERGED);
        startAll(point);
        begin();
        orders.merge();
        orders.until(point::isReached);
        orders.abandon();
        point.goOn();
        orders.untilMerged();
        requireOne();
    }

    /// A node's own work on an old split must not touch what has come back since.
    @ParameterizedTest
    @EnumSource(
            value = SplitSteps.Step.class,
            names = {"COPIED", "SEEDED", "FOUNDED"})
    void aNodeThatIsStillMakingTheChildOfASplitLosesNothingOfItWhenItIsAbsorbed(
            SplitSteps.Step step) {
        Map<String, HeldSplit> splits = new TreeMap<>();
        for (String name : MergeOrders.LEFT_NODES) {
            splits.put(name, new HeldSplit(step));
            nodes.start(name, hooks(splits.get(name), MergeSteps.NONE));
        }
        String[] three = MergeOrders.LEFT_NODES.toArray(String[]::new);
        nodes.bootstrap(MergeOrders.LEFT, three);
        counters.incrementAll();
        MergeOrders.LEFT_NODES.forEach(name -> nodes.awaitReplicaCaughtUp(MergeOrders.LEFT, name));
        String slow = nodes.follower(MergeOrders.LEFT);
        HeldSplit held = splits.get(slow);
        held.hold();
        nodes.split(MergeOrders.LEFT, MergeOrders.RIGHT, counters.cut(), three);
        held.awaitReached();
        counters.incrementAll();
        orders.onThree();
        orders.merge();
        orders.untilMerged();
        counters.incrementAll();
        nodes.awaitReplicaCaughtUp(MergeOrders.LEFT, slow);
        held.goOn();
        requireOne();
    }

    /// What is left of the absorbed one without a leader goes sooner than it would.
    private static StorageNode.Hooks hooks(SplitSteps splits, MergeSteps merges) {
        return new StorageNode.Hooks(splits, merges, MoveSteps.NONE, true, FORGOTTEN);
    }

    private void crashAll(MergePoint point) {
        MergeOrders.ALL.forEach(nodes::expectCrash);
        point.crash();
        nodes.stop(nodes.running());
    }

    /// The left one has it all, its replicas agree, and of the right one nothing is left.
    private void requireOne() {
        counters.requireRight();
        for (String name : MergeOrders.LEFT_NODES) {
            nodes.awaitReplicaCaughtUp(MergeOrders.LEFT, name);
        }
        orders.until(() ->
                MergeOrders.ALL.stream()
                        .allMatch(name -> nodes.replica(name, MergeOrders.RIGHT).isEmpty()));
        requireAlike(MergeOrders.LEFT, MergeOrders.LEFT_NODES, KeyRange.ALL);
    }

    /// Each has its own keys and nothing of the other's.
    private void requireTwo() {
        counters.requireRight();
        for (String name : MergeOrders.LEFT_NODES) {
            nodes.awaitReplicaCaughtUp(MergeOrders.LEFT, name);
        }
        for (String name : MergeOrders.RIGHT_NODES) {
            nodes.awaitReplicaCaughtUp(MergeOrders.RIGHT, name);
        }
        requireAlike(
                MergeOrders.LEFT,
                MergeOrders.LEFT_NODES,
                new KeyRange(Bytes.EMPTY, counters.cut()));
        requireAlike(
                MergeOrders.RIGHT, MergeOrders.RIGHT_NODES, new KeyRange(counters.cut(), null));
    }

    private void requireAlike(PartitionId partition, List<String> names, KeyRange range) {
        List<Bytes> keys =
                counters.keys().stream().filter(range::contains).map(Space.ITEM::key).toList();
        Optional<Map<Bytes, Bytes>> first = Optional.empty();
        for (String name : names) {
            Replica replica = nodes.replicaOf(name, partition);
            assertThat(replica.state().range()).isEqualTo(range);
            assertThat(replica.state().merging()).isEmpty();
            Map<Bytes, Bytes> items = items(replica);
            assertThat(items.keySet()).as("%s on %s", partition, name).hasSameElementsAs(keys);
            first.ifPresent(other -> assertThat(items).isEqualTo(other));
            first = Optional.of(items);
        }
    }

    private static Map<Bytes, Bytes> items(Replica replica) {
        Map<Bytes, Bytes> items = new TreeMap<>();
        replica.store()
                .scan(
                        Space.ITEM.all(),
                        Direction.FORWARD,
                        Tier.DISK,
                        (key, value) -> {
                            items.put(key, value);
                            return true;
                        });
        return items;
    }
}
