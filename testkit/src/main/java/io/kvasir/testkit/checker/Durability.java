package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// At the end each key holds its last acknowledged write, or one that ran beside or after it. Needs
/// a final read of every key that was written.
public final class Durability implements Checker {
    @Override
    public String name() {
        return "durability";
    }

    @Override
    public Verdict check(History history) {
        Map<String, FinalItem> finals = new HashMap<>();
        history.finalItems().forEach(item -> finals.put(item.key(), item));
        long checked = 0;
        for (var key : history.byKey(Operation::mayHaveWritten).entrySet()) {
            FinalItem item = finals.get(key.getKey());
            List<Operation> writes = key.getValue();
            if (item == null) {
                if (writes.stream().anyMatch(Operation::isAcknowledgedWrite)) {
                    return new Verdict.Undecided(
                            "key " + key.getKey() + " was not read at the end");
                }
                continue;
            }
            boolean adds = writes.stream().anyMatch(o -> o.action() instanceof Action.Add);
            boolean onlyAdds = writes.stream().allMatch(o -> o.action() instanceof Action.Add);
            if (adds && !onlyAdds) {
                continue;
            }
            Verdict.@Nullable Violated violation = adds ? sum(item, writes) : last(item, writes);
            if (violation != null) {
                return violation;
            }
            checked += writes.size();
        }
        return new Verdict.Holds(checked);
    }

    private static Verdict.@Nullable Violated last(FinalItem item, List<Operation> writes) {
        long lastBegan = Long.MIN_VALUE;
        long versionMax = 0;
        boolean anyAcknowledged = false;
        for (Operation write : writes) {
            if (write.isAcknowledgedWrite()) {
                anyAcknowledged = true;
                lastBegan = Math.max(lastBegan, write.invokedNanos());
                versionMax = Math.max(versionMax, write.result().stamp().version());
            }
        }
        List<Operation> candidates = new ArrayList<>();
        for (Operation write : writes) {
            if (write.completedNanos() >= lastBegan) {
                candidates.add(write);
            }
        }
        boolean explained =
                candidates.stream().anyMatch(w -> Objects.equals(valueOf(w), item.value()))
                        || (!anyAcknowledged && item.value() == null);
        long version = item.stamp().version();
        boolean older = item.value() != null && version != 0 && version < versionMax;
        return explained && !older ? null : lost(item, candidates);
    }

    private static @Nullable String valueOf(Operation write) {
        return switch (write.action()) {
            case Action.Put(String value) -> value;
            case Action.PutIf(_, String value) -> value;
            case Action.Delete _, Action.DeleteIf _, Action.Add _, Action.Read _ -> null;
        };
    }

    private static Verdict.@Nullable Violated sum(FinalItem item, List<Operation> writes) {
        long low = 0;
        long high = 0;
        for (Operation write : writes) {
            if (!(write.action() instanceof Action.Add(long delta))) {
                continue;
            }
            boolean sure = write.result() instanceof Result.Added;
            low += sure || delta < 0 ? delta : 0;
            high += sure || delta > 0 ? delta : 0;
        }
        long value = item.value() == null ? 0 : Long.parseLong(item.value());
        if (value >= low && value <= high) {
            return null;
        }
        return new Verdict.Violated(
                "key %s ends as %d; the acknowledged additions give %d to %d"
                        .formatted(item.key(), value, low, high),
                List.of(item.toString()));
    }

    private static Verdict.Violated lost(FinalItem item, List<Operation> candidates) {
        List<String> lines = new ArrayList<>();
        candidates.forEach(candidate -> lines.add(candidate.toString()));
        lines.add(item.toString());
        return new Verdict.Violated(
                "key %s: an acknowledged write is lost; it ends as %s"
                        .formatted(item.key(), item.value()),
                lines);
    }
}
