package io.kvasir.control.state;

import io.kvasir.control.state.StateRecord.CountersPut;
import io.kvasir.control.state.StateRecord.PartitionPut;
import io.kvasir.control.state.StateRecord.SplitPut;
import io.kvasir.control.state.StateRecord.SplitRemoved;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Splits of partitions: ordered, then done when the parent's leader says so. Both halves enter the
/// map in one entry, so that it tiles the key space at every moment.
final class Divisions {
    static final int PARTITIONS_MAX = 1_000_000;

    private Divisions() {}

    static Evaluation order(ClusterState state, Command.SplitPartition split) {
        Optional<PartitionEntry> present = state.partition(split.partition());
        if (present.isEmpty()) {
            return Evaluator.refused(
                    ErrorCode.INVALID_ARGUMENT, "there is no partition " + split.partition());
        }
        PartitionEntry entry = present.get();
        Optional<SplitEntry> pending = state.split(entry.id());
        if (pending.isPresent()) {
            return split.at().isEmpty() || split.at().equals(pending.get().at())
                    ? Evaluation.unchanged(new Reply.OfSplit(pending.get()))
                    : Evaluator.refused(
                            ErrorCode.REJECTED, entry.id() + " is being divided elsewhere already");
        }
        Optional<Reply.Refused> obstacle = obstacle(state, entry, split.at());
        if (obstacle.isPresent()) {
            return Evaluation.unchanged(obstacle.get());
        }
        Counters next =
                new Counters(state.counters().keyspaces(), state.counters().partitions() + 1);
        SplitEntry ordered =
                new SplitEntry(
                        entry.id(),
                        new PartitionId(next.partitions()),
                        entry.epoch(),
                        split.at(),
                        split.byLoad(),
                        split.now().truncatedTo(ChronoUnit.MILLIS),
                        split.reason());
        return new Evaluation(
                List.of(new CountersPut(next), new SplitPut(ordered)), new Reply.OfSplit(ordered));
    }

    private static Optional<Reply.Refused> obstacle(
            ClusterState state, PartitionEntry entry, Optional<Bytes> at) {
        if (entry.isForming()) {
            return Optional.of(Merges.notNow("the group of " + entry.id() + " has not formed yet"));
        }
        if (state.mergeOf(entry.id()).isPresent()) {
            return Optional.of(Merges.notNow(entry.id() + " is being merged with a neighbour"));
        }
        if (state.partitions().size() >= PARTITIONS_MAX) {
            return Optional.of(
                    Reply.Refused.because(
                            ErrorCode.LIMIT_EXCEEDED,
                            "there are " + PARTITIONS_MAX + " partitions, which is the limit"));
        }
        if (at.isPresent() && !isInside(entry.range(), at.get())) {
            return Optional.of(
                    Reply.Refused.because(
                            ErrorCode.INVALID_ARGUMENT,
                            "the cut "
                                    + at.get()
                                    + " must lie inside the range of "
                                    + entry.id()
                                    + ", "
                                    + entry.range()));
        }
        return Optional.empty();
    }

    private static boolean isInside(KeyRange range, Bytes cut) {
        return range.contains(cut) && !range.start().equals(cut);
    }

    static Evaluation finish(ClusterState state, Command.FinishSplit finish) {
        Optional<SplitEntry> split = state.split(finish.parent());
        Optional<PartitionEntry> entry = state.partition(finish.parent());
        if (split.isEmpty()
                || entry.isEmpty()
                || !finish.epoch().equals(split.get().epoch().next())) {
            return Evaluation.unchanged(new Reply.Done());
        }
        KeyRange whole = entry.get().range();
        if (finish.left().equals(whole)) {
            // A merge that was given up has taken the epoch: the order can no longer be carried
            // out.
            return Evaluation.done(
                    new PartitionPut(entry.get().under(finish.epoch())),
                    new SplitRemoved(finish.parent()));
        }
        Bytes cut = finish.left().end();
        if (cut == null || !isInside(whole, cut) || !finish.left().start().equals(whole.start())) {
            return Evaluator.refused(
                    ErrorCode.REJECTED,
                    finish.parent()
                            + " is reported to hold "
                            + finish.left()
                            + ", which is no part of "
                            + whole
                            + " that a split leaves");
        }
        KeyRange right = new KeyRange(cut, whole.end());
        var at = finish.now().truncatedTo(ChronoUnit.MILLIS);
        return Evaluation.done(
                new PartitionPut(entry.get().changed(finish.epoch(), finish.left(), at)),
                new PartitionPut(entry.get().child(split.get().child(), finish.epoch(), right, at)),
                new SplitRemoved(finish.parent()));
    }

    static Evaluation cancel(ClusterState state, Command.CancelSplit cancel) {
        Optional<SplitEntry> split = state.split(cancel.parent());
        return split.isPresent() && split.get().child().equals(cancel.child())
                ? Evaluation.done(new SplitRemoved(cancel.parent()))
                : Evaluation.unchanged(new Reply.Done());
    }
}
