package io.kvasir.chaos.simulation;

import io.kvasir.chaos.judge.PageCompleteness;
import io.kvasir.chaos.workload.Recorder.Insert;
import io.kvasir.chaos.workload.Recorder.PageRead;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteCommand.Change;
import io.kvasir.node.partition.WriteCommand.ReturnedAttributes;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.SystemCommand;
import io.kvasir.node.proposer.WriteReply;
import io.kvasir.node.replica.Replica;
import io.kvasir.proto.ItemCodec;
import io.kvasir.replication.Member;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One simulated life of a collection: items are put into it, its partition divides, nodes crash
/// and lose each other, and routers whose maps are behind read it whole, part by part. The same for
/// the same seed.
public final class PageRun {
    static final String COLLECTION = "collection";
    static final String ATTRIBUTE = "n";
    private static final KeyspaceId KEYSPACE = KeyspaceId.ofCounter(1);

    /// All keys of the collection.
    static final KeyRange RANGE =
            KeyRange.ofPrefix(GlobalKey.itemCollection(KEYSPACE, Bytes.utf8(COLLECTION)));

    private static final int KEYS = 1_000_000;
    private static final int WRITERS = 3;
    private static final int READERS = 3;
    private static final int CHILDREN_MAX = 5;
    private static final long FIRST_CHILD = 100;
    private static final int STEPS = 12;
    private static final int STEP_MS_MAX = 500;
    private static final Duration PAUSE_MAX = Duration.ofMillis(40);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SimulatedNodes nodes;
    private final RandomGenerator random;
    private final List<Insert> inserts = new ArrayList<>();
    private final List<PageRead> readings = new ArrayList<>();
    private final Set<Long> used = new HashSet<>();
    private int children;
    private boolean stopped;

    public PageRun(Seed seed) {
        nodes = new SimulatedNodes(seed, PartitionRun.ROUGH, true, "a", "b", "c");
        random = seed.random("pages");
    }

    /// To be called once.
    public Verdict play() {
        List<PageReader> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(new PageReader(i, nodes, whole(), readings::add));
        }
        for (int i = 0; i < WRITERS; i++) {
            nextInsert();
        }
        readers.forEach(PageReader::start);
        for (int i = 0; i < STEPS; i++) {
            disturb();
            nodes.simulation.runFor(Duration.ofMillis(random.nextInt(STEP_MS_MAX)));
        }
        nodes.cluster.heal();
        nodes.names.stream().filter(name -> !nodes.isRunning(name)).forEach(nodes::restart);
        nodes.simulation.runFor(Duration.ofSeconds(2));
        stopped = true;
        readers.forEach(PageReader::stop);
        if (readings.isEmpty()) {
            return new Verdict.Undecided("nothing was read");
        }
        return PageCompleteness.check(inserts, readings);
    }

    private Partition whole() {
        List<ReplicaId> replicas =
                nodes.names.stream()
                        .map(name -> nodes.cluster.server(name).member().replica())
                        .toList();
        return new Partition(
                SimulatedNodes.PARTITION, Epoch.FIRST, KeyRange.ALL, replicas, Optional.empty());
    }

    private void disturb() {
        String node = nodes.names.get(random.nextInt(nodes.names.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> divide();
            case 5 -> crashOrRestart(node);
            case 6 -> nodes.cluster.isolate(node);
            case 7 -> {
                List<Replica> leaders = nodes.leaders();
                if (!leaders.isEmpty()) {
                    nodes.elect(leaders.get(random.nextInt(leaders.size())).partition(), node);
                }
            }
            default -> nodes.cluster.heal();
        }
    }

    private void crashOrRestart(String node) {
        if (nodes.isRunning(node)) {
            nodes.crash(node);
        } else {
            nodes.restart(node);
        }
    }

    /// As a node does what the control plane orders.
    private void divide() {
        List<Replica> leaders = nodes.leaders();
        Bytes at = key(random.nextInt(KEYS));
        Optional<Replica> parent =
                leaders.stream().filter(each -> each.state().range().contains(at)).findFirst();
        if (parent.isEmpty() || children >= CHILDREN_MAX) {
            return;
        }
        PartitionId child = new PartitionId(FIRST_CHILD + children++);
        Epoch epoch = parent.get().state().epoch();
        List<Member> peers = parent.get().status().members();
        nodes.simulation.when(
                parent.get()
                        .proposer()
                        .submit(
                                SystemCommand.fence((state, _, _) ->
                                        Splits.divide(state, epoch, at, child, peers)))
                        .thenCompose(done -> parent.get().log().readFence().thenApply(_ -> done)),
                done -> nodes.simulation.trace("division of " + parent.get().partition() + done));
    }

    private static Bytes key(long number) {
        return GlobalKey.of(KEYSPACE, Bytes.utf8(COLLECTION), Bytes.utf8("%07d".formatted(number)));
    }

    private void nextInsert() {
        nodes.simulation.scheduleNanos(
                random.nextLong(PAUSE_MAX.toNanos()),
                () -> {
                    if (!stopped) {
                        insert();
                    }
                });
    }

    private void insert() {
        long number = random.nextInt(KEYS);
        Bytes key = key(number);
        Optional<Replica> leader =
                nodes.leaders().stream()
                        .filter(each -> each.state().range().contains(key))
                        .findFirst();
        if (leader.isEmpty() || !used.add(number)) {
            nextInsert();
            return;
        }
        long invoked = nodes.simulation.nanoTime();
        boolean[] over = {false};
        nodes.simulation.schedule(PATIENCE, () -> record(over, number, invoked, Operation.OPEN));
        nodes.simulation.when(
                leader.get()
                        .proposer()
                        .submit(List.of(put(key, number)), invoked + PATIENCE.toNanos()),
                reply -> answered(over, reply, number, invoked));
    }

    private void answered(boolean[] over, WriteReply reply, long number, long invoked) {
        switch (reply.outcomes().getFirst()) {
            case WriteOutcome.Done _ -> record(over, number, invoked, nodes.simulation.nanoTime());
            case WriteOutcome.Failed failed
                    when failed.code().effect() == ErrorCode.Effect.UNKNOWN ->
                    record(over, number, invoked, Operation.OPEN);
            case WriteOutcome.Failed _, WriteOutcome.Conflicted _ -> {
                // Refused: nothing happened.
                over[0] = true;
                nextInsert();
            }
        }
    }

    private void record(boolean[] over, long number, long invoked, long completed) {
        if (!over[0]) {
            over[0] = true;
            Insert insert = new Insert(COLLECTION, number, invoked, completed);
            nodes.simulation.trace(insert.toString());
            inserts.add(insert);
            nextInsert();
        }
    }

    private static WriteCommand put(Bytes key, long number) {
        Item item = Item.of(ATTRIBUTE, AttributeValue.of(number));
        return new WriteCommand(
                key,
                Optional.empty(),
                new Change.Put(
                        Bytes.ofOwned(ItemCodec.toBytes(item).toByteArray()),
                        (int) ItemSize.of(item)),
                Optional.empty(),
                ReturnedAttributes.NONE,
                false,
                true);
    }

    /// Of everything that happened, in order: equal where two runs were the same.
    public long traceHash() {
        return nodes.simulation.traceHash();
    }

    /// What a node could not go on from: a bug each.
    public List<String> faults() {
        return nodes.faults;
    }

    /// How many readings were made whole.
    public int readings() {
        return readings.size();
    }
}
