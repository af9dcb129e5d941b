package io.kvasir.chaos.workload;

import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.table.TableName;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The routing core in the client: straight to storage nodes.
public final class DirectDoor implements Door {
    private final DataPlane data;
    private final long patienceMillis;

    public DirectDoor(DataPlane data, long patienceMillis) {
        this.data = data;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public boolean takes(Action action) {
        return true;
    }

    @Override
    public boolean takesTokens() {
        return true;
    }

    @Override
    public Result perform(
            ItemPlace place, Action action, ClientSession session, Optional<String> token) {
        WriteOptions options = WriteOptions.DEFAULT.withClientRequestToken(token.orElse(""));
        try {
            return switch (action) {
                case Action.Read(var consistency) -> read(place, consistency, session);
                case Action.Put(String value) -> put(place, value, options, session);
                case Action.PutIf(Expectation expected, String value) ->
                        put(place, value, conditional(options, expected), session);
                case Action.Delete _ -> delete(place, options, session);
                case Action.DeleteIf(Expectation expected) ->
                        delete(place, conditional(options, expected), session);
                case Action.Add(long delta) -> add(place, delta, options, session);
            };
        } catch (RequestFailedException e) {
            return failed(e.failure());
        }
    }

    static Result failed(RequestFailure failure) {
        if (failure.code() == ErrorCode.CONDITION_FAILED) {
            return new Result.ConditionFailed(Stamp.NONE);
        }
        String reason = failure.code() + ": " + failure.message();
        return failure.code().effect() == ErrorCode.Effect.UNKNOWN
                ? new Result.Unknown(reason)
                : new Result.Rejected(reason);
    }

    private Result read(ItemPlace place, Action.Consistency consistency, ClientSession session) {
        ReadOptions options =
                switch (consistency) {
                    case STRONG -> ReadOptions.of(Consistency.STRONG);
                    case EVENTUAL -> ReadOptions.EVENTUAL;
                    case SESSION -> ReadOptions.EVENTUAL.withSession(session.token());
                };
        GetReply reply =
                await(
                        data.get(
                                new GetItem(new TableName(place.table()), place.keyItem(), options),
                                deadline()));
        if (consistency != Action.Consistency.EVENTUAL) {
            session.saw(reply.info().session());
        }
        return new Result.Seen(
                ItemPlace.shown(reply.item().map(EncodedItem::item)),
                ClientSession.stamp(reply.info().session().toBytes()),
                reply.info().stalenessMillis());
    }

    private Result put(ItemPlace place, String value, WriteOptions options, ClientSession session) {
        return written(
                data.put(
                        new PutItem(
                                new TableName(place.table()),
                                EncodedItem.of(place.holding(value)),
                                options),
                        deadline()),
                session);
    }

    private Result delete(ItemPlace place, WriteOptions options, ClientSession session) {
        return written(
                data.delete(
                        new DeleteItem(new TableName(place.table()), place.keyItem(), options),
                        deadline()),
                session);
    }

    private Result add(ItemPlace place, long delta, WriteOptions options, ClientSession session) {
        WriteOptions adding =
                options.withReturnValues(ReturnValues.ALL_NEW)
                        .withCondition(
                                "",
                                new Substitutions(
                                        Map.of("#n", ItemPlace.COUNT),
                                        Map.of(":d", AttributeValue.of(delta))));
        WriteReply reply =
                await(
                        data.update(
                                new UpdateItem(
                                        new TableName(place.table()),
                                        place.keyItem(),
                                        "ADD #n :d",
                                        adding),
                                deadline()));
        session.saw(reply.info().session());
        return new Result.Added(
                ItemPlace.counted(reply.attributes().orElseThrow().item()),
                ClientSession.stamp(reply.info().session().toBytes()));
    }

    private static Result written(CompletableFuture<WriteReply> reply, ClientSession session) {
        WriteReply done = await(reply);
        session.saw(done.info().session());
        return new Result.Written(ClientSession.stamp(done.info().session().toBytes()));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return DataPlane.await(future);
    }

    private Deadline deadline() {
        return Deadline.after(patienceMillis, TimeUnit.MILLISECONDS);
    }

    private static WriteOptions conditional(WriteOptions options, Expectation expected) {
        return switch (expected) {
            case Expectation.Absent _ ->
                    options.withCondition("attribute_not_exists(#k)", keyName());
            case Expectation.Present _ -> options.withCondition("attribute_exists(#k)", keyName());
            case Expectation.Value(String value) ->
                    options.withCondition(
                            "#v = :v",
                            new Substitutions(
                                    Map.of("#v", ItemPlace.VALUE),
                                    Map.of(":v", AttributeValue.of(value))));
            case Expectation.Version _ ->
                    throw new IllegalArgumentException("clients cannot name versions");
        };
    }

    private static Substitutions keyName() {
        return new Substitutions(Map.of("#k", ItemPlace.KEY), Map.of());
    }

    /// The routing core is another's.
    @Override
    public void close() {}
}
