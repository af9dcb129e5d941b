package io.kvasir.control.reconcile;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.SplitEntry;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the reports show to be finished: groups that have formed, tables whose items are gone.
/// Pure.
final class Confirmations {
    private Confirmations() {}

    static List<Command> of(ClusterSnapshot snapshot, Instant now) {
        List<Command> commands = new ArrayList<>(formedGroups(snapshot));
        commands.addAll(finishedSplits(snapshot, now));
        commands.addAll(endedMerges(snapshot, now));
        commands.addAll(laterEpochs(snapshot));
        for (Table table : snapshot.state().deletingTables()) {
            if (isDropped(snapshot, table)) {
                commands.add(new Command.FinishDrop(table.name(), table.id()));
            }
        }
        return commands;
    }

    private static List<Command> formedGroups(ClusterSnapshot snapshot) {
        List<Command> commands = new ArrayList<>();
        for (Map.Entry<PartitionId, GroupReport> group : snapshot.observed().groups().entrySet()) {
            Optional<PartitionEntry> entry = snapshot.state().partition(group.getKey());
            if (entry.isPresent()
                    && entry.get().isForming()
                    && !group.getValue().members().isEmpty()) {
                commands.add(new Command.ConfirmFormed(group.getKey()));
            }
        }
        return commands;
    }

    /// The parent's leader holds less, under a later epoch: the rest is the child's.
    private static List<Command> finishedSplits(ClusterSnapshot snapshot, Instant now) {
        List<Command> commands = new ArrayList<>();
        for (SplitEntry split : snapshot.state().splits().values()) {
            Optional<GroupReport> parent = snapshot.group(split.parent());
            if (parent.isPresent() && parent.get().epoch().compareTo(split.epoch()) > 0) {
                commands.add(
                        new Command.FinishSplit(
                                split.parent(), parent.get().epoch(), parent.get().range(), now));
            }
        }
        return commands;
    }

    /// The left one's leader is under a later epoch: it holds the right one's keys now, or never
    /// will.
    private static List<Command> endedMerges(ClusterSnapshot snapshot, Instant now) {
        List<Command> commands = new ArrayList<>();
        for (MergeEntry merge : snapshot.state().merges().values()) {
            Optional<GroupReport> left = snapshot.group(merge.left());
            if (left.isPresent() && left.get().epoch().compareTo(merge.leftEpoch()) > 0) {
                commands.add(
                        new Command.FinishMerge(
                                merge.left(), left.get().epoch(), left.get().range(), now));
            }
        }
        return commands;
    }

    private static List<Command> laterEpochs(ClusterSnapshot snapshot) {
        List<Command> commands = new ArrayList<>();
        for (Map.Entry<PartitionId, GroupReport> each : snapshot.observed().groups().entrySet()) {
            GroupReport group = each.getValue();
            Optional<PartitionEntry> entry = snapshot.state().partition(each.getKey());
            if (entry.isPresent()
                    && group.epoch().compareTo(entry.get().epoch()) > 0
                    && group.range().equals(entry.get().range())
                    && snapshot.state().rangeChange(each.getKey()).isEmpty()) {
                commands.add(new Command.ConfirmEpoch(each.getKey(), group.epoch(), group.range()));
            }
        }
        return commands;
    }

    private static boolean isDropped(ClusterSnapshot snapshot, Table table) {
        for (PartitionEntry entry :
                snapshot.state().overlapping(GlobalKey.keyspaceRange(table.keyspace()))) {
            Optional<GroupReport> group = snapshot.group(entry.id());
            if (group.isEmpty() || !group.get().droppedKeyspaces().contains(table.keyspace())) {
                return false;
            }
        }
        return true;
    }
}
