package io.kvasir.chaos.simulation;

import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.expression.UpdateExpression;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.node.partition.StoredItem;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteCommand.Change;
import io.kvasir.node.partition.WriteCommand.RequestToken;
import io.kvasir.node.partition.WriteCommand.ReturnedAttributes;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.WriteReply;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.store.Space;
import io.kvasir.proto.ItemCodec;
import io.kvasir.replication.FenceResult;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One client that does one operation after another until it is told to stop, and records each.
/// Counters carry tokens and are sent again, under the first, until the outcome is known.
final class SimulatedClient {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE_MAX = Duration.ofMillis(20);
    private static final KeyspaceId KEYSPACE = KeyspaceId.ofCounter(1);
    private static final String ATTRIBUTE = "v";
    private static final int ATTEMPTS_MAX = 8;
    private static final int KEYS = 3;
    private static final long NANOS_PER_MS = 1_000_000;

    /// What the bound leaves out: the time that a leader's message took, and a rounding.
    private static final long UNDER_WAY_MS = 5;

    private final int id;
    private final SimulatedNodes nodes;
    private final RandomGenerator random;
    private final List<Operation> recorded;
    private long seenIndex;
    private int done;
    private boolean stopped;

    SimulatedClient(int id, SimulatedNodes nodes, List<Operation> recorded) {
        this.id = id;
        this.nodes = nodes;
        this.random = nodes.simulation.random("client " + id);
        this.recorded = recorded;
    }

    void start() {
        next();
    }

    void stop() {
        stopped = true;
    }

    private void next() {
        nodes.simulation.scheduleNanos(
                random.nextLong(PAUSE_MAX.toNanos()),
                () -> {
                    if (!stopped) {
                        act();
                    }
                });
    }

    private void act() {
        String life = "/" + nodes.simulation.nanoTime() / Duration.ofSeconds(20).toNanos();
        boolean counter = random.nextInt(4) == 0;
        String key = (counter ? "n" : "k") + random.nextInt(KEYS) + life;
        Call call = new Call(key, counter ? counterAction() : itemAction());
        call.attempt();
    }

    private Action counterAction() {
        return random.nextInt(3) == 0
                ? new Action.Read(Action.Consistency.STRONG)
                : new Action.Add(1 + random.nextInt(5));
    }

    private Action itemAction() {
        String value = "c" + id + "-" + done++;
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new Action.Put(value);
            case 3 -> new Action.PutIf(new Expectation.Absent(), value);
            case 4 -> new Action.PutIf(new Expectation.Present(), value);
            case 5 -> new Action.Delete();
            case 6 -> new Action.Read(Action.Consistency.EVENTUAL);
            case 7 -> new Action.Read(Action.Consistency.SESSION);
            default -> new Action.Read(Action.Consistency.STRONG);
        };
    }

    /// One operation, in one attempt or several under one token.
    private final class Call {
        private final String key;
        private final Action action;
        private final long invoked = nodes.simulation.nanoTime();
        private int attempts;
        private boolean mayHaveHappened;

        Call(String key, Action action) {
            this.key = key;
            this.action = action;
        }

        void attempt() {
            attempts++;
            String node = target();
            boolean[] answered = {false};
            Consumer<Result> answer =
                    result -> {
                        if (!answered[0]) {
                            answered[0] = true;
                            onAnswer(result);
                        }
                    };
            nodes.simulation.schedule(
                    PATIENCE, () -> answer.accept(new Result.Unknown("no answer from " + node)));
            Optional<Replica> replica = nodes.replica(node);
            if (replica.isEmpty()) {
                answer.accept(new Result.Rejected(node + " is down"));
            } else if (action instanceof Action.Read(Action.Consistency consistency)) {
                read(replica.get(), consistency, answer);
            } else {
                write(replica.get(), answer);
            }
        }

        private String target() {
            boolean anywhere = !action.isStrong() || random.nextInt(8) == 0;
            String one = nodes.names.get(random.nextInt(nodes.names.size()));
            return anywhere ? one : nodes.leader().orElse(one);
        }

        private void onAnswer(Result result) {
            boolean open = result instanceof Result.Unknown;
            boolean refused = result instanceof Result.Rejected;
            mayHaveHappened |= open && !action.isRead();
            if (action instanceof Action.Add && (open || refused) && attempts < ATTEMPTS_MAX) {
                nodes.simulation.scheduleNanos(random.nextLong(PAUSE_MAX.toNanos()), this::attempt);
                return;
            }
            Result ending =
                    refused && mayHaveHappened
                            ? new Result.Unknown("an earlier attempt may have happened")
                            : result;
            record(ending);
        }

        private void record(Result result) {
            Stamp stamp = result.stamp();
            seenIndex = Math.max(seenIndex, stamp.index());
            Operation operation =
                    new Operation(
                            recorded.size(),
                            id,
                            key,
                            action,
                            invoked,
                            nodes.simulation.nanoTime(),
                            result);
            recorded.add(operation);
            nodes.simulation.trace(operation.toString());
            next();
        }

        private void read(
                Replica replica, Action.Consistency consistency, Consumer<Result> answer) {
            switch (consistency) {
                case STRONG ->
                        nodes.simulation.when(
                                replica.log().readFence(),
                                fence -> {
                                    switch (fence) {
                                        case FenceResult.Passed(long index) ->
                                                answer.accept(seen(replica, index, 0));
                                        case FenceResult.Failed(String reason) ->
                                                answer.accept(new Result.Rejected(reason));
                                    }
                                });
                case SESSION, EVENTUAL -> {
                    long least = consistency == Action.Consistency.SESSION ? seenIndex : 0;
                    long staleness = replica.stalenessNanos(nodes.simulation.nanoTime());
                    long index = replica.state().applied().index();
                    answer.accept(
                            index < least || staleness == Replica.STALENESS_UNKNOWN
                                    ? new Result.Rejected("behind")
                                    : seen(
                                            replica,
                                            index,
                                            staleness / NANOS_PER_MS + UNDER_WAY_MS));
                }
            }
        }

        private Result seen(Replica replica, long index, long stalenessMs) {
            FinalItem item = stored(replica, key);
            return new Result.Seen(
                    item.value(), new Stamp(1, index, item.stamp().version()), stalenessMs);
        }

        private void write(Replica replica, Consumer<Result> answer) {
            long deadline = nodes.simulation.nanoTime() + PATIENCE.toNanos();
            nodes.simulation.when(
                    replica.proposer().submit(List.of(command()), deadline),
                    reply -> answer.accept(result(reply)));
        }

        private Result result(WriteReply reply) {
            // A retry may be told the outcome of an entry before this one.
            long index = attempts == 1 ? reply.appliedIndex() : 0;
            return switch (reply.outcomes().getFirst()) {
                case WriteOutcome.Done done -> {
                    Stamp stamp = new Stamp(index == 0 ? 0 : 1, index, done.version());
                    yield action instanceof Action.Add
                            ? new Result.Added(number(done.attributes().orElseThrow()), stamp)
                            : new Result.Written(stamp);
                }
                case WriteOutcome.Failed failed when failed.code() == ErrorCode.CONDITION_FAILED ->
                        new Result.ConditionFailed(new Stamp(1, index, 0));
                case WriteOutcome.Failed failed when failed.code() == ErrorCode.OUTCOME_UNKNOWN ->
                        new Result.Unknown(failed.message());
                case WriteOutcome.Failed failed ->
                        new Result.Rejected(failed.code() + ": " + failed.message());
                case WriteOutcome.Conflicted conflicted ->
                        throw new IllegalStateException("no transaction runs: " + conflicted);
            };
        }

        private WriteCommand command() {
            boolean add = action instanceof Action.Add;
            return new WriteCommand(
                    globalKey(key),
                    add
                            ? Optional.of(new RequestToken(id + "@" + invoked, invoked))
                            : Optional.empty(),
                    change(),
                    condition(),
                    add ? ReturnedAttributes.ALL_NEW : ReturnedAttributes.NONE,
                    false,
                    true);
        }

        private Change change() {
            return switch (action) {
                case Action.Put(String value) -> put(value);
                case Action.PutIf(_, String value) -> put(value);
                case Action.Delete _, Action.DeleteIf _ -> new Change.Delete();
                case Action.Add(long delta) -> new Change.Update(addition(delta), Item.EMPTY);
                case Action.Read _ -> throw new IllegalStateException("a read changes nothing");
            };
        }

        private Optional<BoundCondition> condition() {
            String text =
                    switch (action) {
                        case Action.PutIf(Expectation.Absent _, _) -> "attribute_not_exists(v)";
                        case Action.PutIf(Expectation.Present _, _) -> "attribute_exists(v)";
                        default -> "";
                    };
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ConditionExpression.parse(text).bind(Substitutions.none()));
        }
    }

    private static Change put(String value) {
        Item item = Item.of(ATTRIBUTE, AttributeValue.of(value));
        return new Change.Put(
                Bytes.ofOwned(ItemCodec.toBytes(item).toByteArray()), (int) ItemSize.of(item));
    }

    private static BoundUpdate addition(long delta) {
        return UpdateExpression.parse("ADD v :d")
                .bind(Substitutions.of(null, Map.of(":d", AttributeValue.of(delta))));
    }

    private static long number(Bytes attributes) {
        return Long.parseLong(String.valueOf(text(attributes)));
    }

    private static Bytes globalKey(String key) {
        return GlobalKey.of(KEYSPACE, Bytes.utf8(key), Bytes.EMPTY);
    }

    private static @Nullable String text(Bytes attributes) {
        return switch (ItemCodec.fromBytes(UnsafeByteOperations.unsafeWrap(attributes.array()))
                .get(ATTRIBUTE)) {
            case AttributeValue.StringValue(String value) -> value;
            case AttributeValue.NumberValue(var number) -> number.toString();
            case null, default -> null;
        };
    }

    /// What a replica's store holds under the key now.
    static FinalItem stored(Replica replica, String key) {
        Bytes storeKey = Space.ITEM.key(globalKey(key));
        Bytes value = replica.get(storeKey);
        if (value == null) {
            return new FinalItem(key, null, Stamp.NONE);
        }
        StoredItem item = StoredItem.decode(storeKey, value);
        return new FinalItem(key, text(item.attributes()), Stamp.ofVersion(item.version()));
    }
}
