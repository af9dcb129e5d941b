package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Action.Consistency;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Histories by hand: one key unless said otherwise, times in any unit.
final class Recorded {
    static final String KEY = "k";

    private final List<Operation> operations = new ArrayList<>();

    Recorded add(int client, Action action, long from, long to, Result result) {
        return add(KEY, client, action, from, to, result);
    }

    Recorded add(String key, int client, Action action, long from, long to, Result result) {
        operations.add(new Operation(operations.size() + 1, client, key, action, from, to, result));
        return this;
    }

    Recorded put(int client, String value, long from, long to) {
        return add(client, new Action.Put(value), from, to, new Result.Written(Stamp.NONE));
    }

    Recorded put(int client, String value, long from, long to, long version) {
        return add(
                client,
                new Action.Put(value),
                from,
                to,
                new Result.Written(Stamp.ofVersion(version)));
    }

    Recorded unknownPut(int client, String value, long from) {
        return add(client, new Action.Put(value), from, Operation.OPEN, new Result.Unknown("lost"));
    }

    Recorded read(int client, @Nullable String value, long from, long to) {
        return add(client, new Action.Read(Consistency.STRONG), from, to, Result.Seen.of(value));
    }

    Recorded create(int client, String value, long from, long to, Result result) {
        return add(client, new Action.PutIf(new Expectation.Absent(), value), from, to, result);
    }

    Recorded add(int client, long delta, long from, long to, long after) {
        return add(client, new Action.Add(delta), from, to, new Result.Added(after, Stamp.NONE));
    }

    History history() {
        return History.of(operations);
    }

    static final Result WRITTEN = new Result.Written(Stamp.NONE);
    static final Result FAILED = new Result.ConditionFailed(Stamp.NONE);
    static final Result UNKNOWN = new Result.Unknown("lost");
}
