package io.kvasir.control.state;

import io.kvasir.control.state.StateRecord.MergePut;
import io.kvasir.control.state.StateRecord.MergeRemoved;
import io.kvasir.control.state.StateRecord.PartitionPut;
import io.kvasir.control.state.StateRecord.PartitionRemoved;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Merges of neighbours: ordered, then ended by what the left one's leader says. The right one
/// leaves the map in the entry that extends the left one, so that it tiles the key space at every
/// moment.
final class Merges {
    private Merges() {}

    static Evaluation order(ClusterState state, Command.MergePartitions merge) {
        Optional<MergeEntry> pending = state.merge(merge.left());
        if (pending.isPresent() && pending.get().right().equals(merge.right())) {
            return Evaluation.unchanged(new Reply.OfMerge(pending.get()));
        }
        Optional<Reply.Refused> obstacle = obstacle(state, merge.left(), merge.right());
        if (obstacle.isPresent()) {
            return Evaluation.unchanged(obstacle.get());
        }
        PartitionEntry left = state.partition(merge.left()).orElseThrow();
        PartitionEntry right = state.partition(merge.right()).orElseThrow();
        MergeEntry ordered =
                new MergeEntry(
                        left.id(),
                        right.id(),
                        left.epoch(),
                        right.epoch(),
                        merge.bytesMax(),
                        merge.now().truncatedTo(ChronoUnit.MILLIS),
                        merge.reason(),
                        false);
        return new Evaluation(List.of(new MergePut(ordered)), new Reply.OfMerge(ordered));
    }

    private static Optional<Reply.Refused> obstacle(
            ClusterState state, PartitionId left, PartitionId right) {
        for (PartitionId each : List.of(left, right)) {
            Optional<PartitionEntry> entry = state.partition(each);
            if (entry.isEmpty()) {
                return Optional.of(never("there is no partition " + each));
            }
            if (entry.get().isForming()) {
                return Optional.of(notNow("the group of " + each + " has not formed yet"));
            }
            Optional<String> busy = state.rangeChange(each);
            if (busy.isPresent()) {
                return busy.map(Merges::notNow);
            }
        }
        KeyRange before = state.partition(left).orElseThrow().range();
        KeyRange after = state.partition(right).orElseThrow().range();
        return Objects.equals(after.start(), before.end())
                ? Optional.empty()
                : Optional.of(
                        never(
                                right
                                        + " with "
                                        + after
                                        + " does not follow "
                                        + left
                                        + " with "
                                        + before));
    }

    /// The same order can be carried out a little later.
    static Reply.Refused notNow(String reason) {
        return Reply.Refused.because(ErrorCode.REJECTED, reason);
    }

    private static Reply.Refused never(String reason) {
        return Reply.Refused.because(ErrorCode.INVALID_ARGUMENT, reason);
    }

    static Evaluation finish(ClusterState state, Command.FinishMerge finish) {
        Optional<MergeEntry> merge = state.merge(finish.left());
        if (merge.isEmpty() || finish.epoch().compareTo(merge.get().leftEpoch()) <= 0) {
            return Evaluation.unchanged(new Reply.Done());
        }
        PartitionEntry left = state.partition(finish.left()).orElseThrow();
        PartitionEntry right = state.partition(merge.get().right()).orElseThrow();
        if (finish.range().equals(left.range())) {
            return Evaluation.done(
                    new PartitionPut(left.under(finish.epoch())), new MergeRemoved(left.id()));
        }
        KeyRange whole = new KeyRange(left.range().start(), right.range().end());
        if (!finish.range().equals(whole)) {
            return Evaluator.refused(
                    ErrorCode.REJECTED,
                    left.id()
                            + " is reported to hold "
                            + finish.range()
                            + ", which is neither what it held nor "
                            + whole
                            + ", with its right neighbour");
        }
        return Evaluation.done(
                new PartitionRemoved(right.id()),
                new PartitionPut(
                        left.changed(
                                finish.epoch(),
                                whole,
                                finish.now().truncatedTo(ChronoUnit.MILLIS))),
                new MergeRemoved(left.id()));
    }

    static Evaluation abandon(ClusterState state, Command.AbandonMerge abandon) {
        Optional<MergeEntry> merge = state.merge(abandon.left());
        boolean due =
                merge.isPresent()
                        && merge.get().leftEpoch().equals(abandon.epoch())
                        && !merge.get().abandoned();
        return due
                ? Evaluation.done(new MergePut(merge.get().givenUp()))
                : Evaluation.unchanged(new Reply.Done());
    }

    /// A partition that was sealed for a merge which never came goes on under a later epoch.
    static Evaluation confirmEpoch(ClusterState state, Command.ConfirmEpoch confirm) {
        Optional<PartitionEntry> entry = state.partition(confirm.partition());
        boolean due =
                entry.isPresent()
                        && state.rangeChange(confirm.partition()).isEmpty()
                        && entry.get().range().equals(confirm.range())
                        && entry.get().epoch().compareTo(confirm.epoch()) < 0;
        return due
                ? Evaluation.done(new PartitionPut(entry.get().under(confirm.epoch())))
                : Evaluation.unchanged(new Reply.Done());
    }
}
