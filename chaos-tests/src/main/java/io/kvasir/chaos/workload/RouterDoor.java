package io.kvasir.chaos.workload;

import com.google.protobuf.ByteString;
import io.kvasir.client.ConditionFailedException;
import io.kvasir.client.Consistency;
import io.kvasir.client.DeleteItem;
import io.kvasir.client.Expression;
import io.kvasir.client.GetItem;
import io.kvasir.client.GetResult;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.client.PutItem;
import io.kvasir.client.ReturnValues;
import io.kvasir.client.Session;
import io.kvasir.client.UpdateItem;
import io.kvasir.client.WriteRequest;
import io.kvasir.client.WriteResult;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.routing.session.SessionToken;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.Optional;

/// The public client through routers.
public final class RouterDoor implements Door {
    private final KvasirClient client;

    /// @param client draws no tokens of its own; closed with this
    public RouterDoor(KvasirClient client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "router";
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
        try {
            return switch (action) {
                case Action.Read(var consistency) -> read(place, consistency, session);
                case Action.Put(String value) ->
                        written(put(place, value), session, token, Optional.empty());
                case Action.PutIf(Expectation expected, String value) ->
                        written(put(place, value), session, token, Optional.of(expected));
                case Action.Delete _ -> written(delete(place), session, token, Optional.empty());
                case Action.DeleteIf(Expectation expected) ->
                        written(delete(place), session, token, Optional.of(expected));
                case Action.Add(long delta) -> add(place, delta, session, token);
            };
        } catch (ConditionFailedException e) {
            return new Result.ConditionFailed(Stamp.NONE);
        } catch (KvasirException e) {
            String reason = String.valueOf(e.getMessage());
            return e.isOutcomeUnknown() ? new Result.Unknown(reason) : new Result.Rejected(reason);
        }
    }

    private static PutItem put(ItemPlace place, String value) {
        return PutItem.into(place.table(), place.holding(value));
    }

    private static DeleteItem delete(ItemPlace place) {
        return DeleteItem.from(place.table(), place.keyItem());
    }

    private Result read(ItemPlace place, Action.Consistency consistency, ClientSession session) {
        boolean inSession = consistency == Action.Consistency.SESSION;
        byte[] before = inSession ? session.token().toBytes().toByteArray() : new byte[0];
        Session own = Session.resume(before);
        GetResult got =
                client.get(
                        GetItem.from(place.table(), place.keyItem())
                                .consistency(
                                        consistency == Action.Consistency.STRONG
                                                ? Consistency.STRONG
                                                : Consistency.EVENTUAL)
                                .in(own));
        ByteString after = ByteString.copyFrom(own.token());
        if (consistency != Action.Consistency.EVENTUAL) {
            session.saw(SessionToken.parse(after));
        }
        return new Result.Seen(
                ItemPlace.shown(got.item()),
                // Joined with the session's own, the reply's position cannot be told.
                inSession ? Stamp.NONE : ClientSession.stamp(after),
                got.info().staleness().toMillis());
    }

    private <T extends WriteRequest<T>> Result written(
            T request,
            ClientSession session,
            Optional<String> token,
            Optional<Expectation> expected) {
        Session own = Session.start();
        T whole = request.in(own);
        whole = token.isPresent() ? whole.token(token.get()) : whole;
        whole = expected.isPresent() ? whole.onlyIf(condition(expected.get())) : whole;
        var _ = send(whole);
        return new Result.Written(remembered(own, session));
    }

    private WriteResult send(WriteRequest<?> request) {
        return switch (request) {
            case PutItem put -> client.put(put);
            case DeleteItem delete -> client.delete(delete);
            case UpdateItem update -> client.update(update);
        };
    }

    private Result add(ItemPlace place, long delta, ClientSession session, Optional<String> token) {
        Session own = Session.start();
        UpdateItem update =
                UpdateItem.in(place.table(), place.keyItem())
                        .add(ItemPlace.COUNT, AttributeValue.of(delta))
                        .returning(ReturnValues.ALL_NEW)
                        .in(own);
        WriteResult result = client.update(token.isPresent() ? update.token(token.get()) : update);
        return new Result.Added(
                ItemPlace.counted(result.attributes().orElseThrow()), remembered(own, session));
    }

    private static Stamp remembered(Session own, ClientSession session) {
        ByteString bytes = ByteString.copyFrom(own.token());
        session.saw(SessionToken.parse(bytes));
        return ClientSession.stamp(bytes);
    }

    private static Expression condition(Expectation expected) {
        return switch (expected) {
            case Expectation.Absent _ -> Expression.notExists(ItemPlace.KEY);
            case Expectation.Present _ -> Expression.exists(ItemPlace.KEY);
            case Expectation.Value(String value) ->
                    Expression.equalTo(ItemPlace.VALUE, AttributeValue.of(value));
            case Expectation.Version _ ->
                    throw new IllegalArgumentException("clients cannot name versions");
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
