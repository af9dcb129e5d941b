package io.kvasir.control.state;

import io.kvasir.control.state.StateRecord.CountersPut;
import io.kvasir.control.state.StateRecord.NodePut;
import io.kvasir.control.state.StateRecord.PartitionPut;
import io.kvasir.control.state.StateRecord.TablePut;
import io.kvasir.control.state.StateRecord.TableRemoved;
import io.kvasir.model.Limits;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evaluates commands on the leader. What it decides is written into records; replicas only replay
/// those, so that members of different versions cannot come to differ.
public final class Evaluator {
    static final int TABLES_MAX = 10_000;
    static final int NODES_MAX = 10_000;

    /// -1 as an unsigned number: all ids but 0 are given out.
    private static final int LAST_KEYSPACE = -1;

    private Evaluator() {}

    public static Evaluation evaluate(ClusterState state, Command command) {
        return switch (command) {
            case Command.RegisterNode register -> registerNode(state, register.node());
            case Command.CreateTable create -> createTable(state, create);
            case Command.UpdateTable update -> updateTable(state, update);
            case Command.DeleteTable delete -> deleteTable(state, delete);
            case Command.FinishDrop finish -> finishDrop(state, finish);
            case Command.CreatePartitions create -> createPartitions(state, create);
            case Command.ConfirmFormed confirm -> confirmFormed(state, confirm);
            case Command.ChangeReplicas change -> changeReplicas(state, change);
            case Command.PreferLeader prefer -> preferLeader(state, prefer);
            case Command.SplitPartition split -> Divisions.order(state, split);
            case Command.FinishSplit finish -> Divisions.finish(state, finish);
            case Command.CancelSplit cancel -> Divisions.cancel(state, cancel);
            case Command.MergePartitions merge -> Merges.order(state, merge);
            case Command.FinishMerge finish -> Merges.finish(state, finish);
            case Command.AbandonMerge abandon -> Merges.abandon(state, abandon);
            case Command.ConfirmEpoch confirm -> Merges.confirmEpoch(state, confirm);
            case Command.MarkNode mark -> NodeChanges.mark(state, mark);
            case Command.RemoveNode remove -> NodeChanges.remove(state, remove);
        };
    }

    private static Evaluation registerNode(ClusterState state, Node node) {
        if (node.storageAddress().isEmpty() || node.raftAddress().isEmpty()) {
            return refused(
                    ErrorCode.INVALID_ARGUMENT,
                    "node " + node.id() + " must have a storage_address and a raft_address");
        }
        Optional<Node> known = state.node(node.id());
        if (known.isPresent() && known.get().equals(node)) {
            return Evaluation.unchanged(new Reply.Done());
        }
        if (known.isEmpty() && state.nodes().size() >= NODES_MAX) {
            return refused(
                    ErrorCode.LIMIT_EXCEEDED,
                    "node " + node.id() + " would be one above the limit of " + NODES_MAX);
        }
        return Evaluation.done(new NodePut(node));
    }

    private static Evaluation createTable(ClusterState state, Command.CreateTable create) {
        Optional<TableEntry> present = state.table(create.name());
        if (present.isPresent()) {
            return createAgain(present.get(), create);
        }
        if (state.tables().size() >= TABLES_MAX) {
            return refused(
                    ErrorCode.LIMIT_EXCEEDED,
                    "there are " + state.tables().size() + " tables; the limit is " + TABLES_MAX);
        }
        Counters counters = state.counters();
        if (counters.keyspaces() == LAST_KEYSPACE) {
            return refused(ErrorCode.LIMIT_EXCEEDED, "all 2^32 keyspaces have been given out");
        }
        Counters next = new Counters(counters.keyspaces() + 1, counters.partitions());
        Table table =
                new Table(
                        create.name(),
                        create.id(),
                        KeyspaceId.ofCounter(next.keyspaces()),
                        create.keySchema(),
                        Table.State.ACTIVE,
                        create.at().truncatedTo(ChronoUnit.MILLIS),
                        create.settings());
        return new Evaluation(
                List.of(new CountersPut(next), new TablePut(new TableEntry(table, create.token()))),
                new Reply.OfTable(table));
    }

    private static Evaluation createAgain(TableEntry present, Command.CreateTable create) {
        Table table = present.table();
        if (table.state() == Table.State.DELETING) {
            return refused(
                    ErrorCode.TABLE_IN_USE,
                    "Table is being deleted: " + create.name() + "; its name is free afterwards");
        }
        boolean sameRequest = !create.token().isEmpty() && create.token().equals(present.token());
        if (!sameRequest) {
            return refused(
                    ErrorCode.TABLE_ALREADY_EXISTS, "Table already exists: " + create.name());
        }
        if (!table.keySchema().equals(create.keySchema())) {
            return refused(
                    ErrorCode.TOKEN_MISMATCH,
                    "client_request_token '"
                            + create.token()
                            + "' created table "
                            + create.name()
                            + " with another key schema");
        }
        return Evaluation.unchanged(new Reply.OfTable(table));
    }

    private static Evaluation deleteTable(ClusterState state, Command.DeleteTable delete) {
        Optional<TableEntry> present = state.table(delete.name());
        if (present.isEmpty()) {
            return refused(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + delete.name());
        }
        Table table = present.get().table();
        if (table.state() == Table.State.DELETING) {
            return Evaluation.unchanged(new Reply.OfTable(table));
        }
        if (table.settings().deletionProtection()) {
            return refused(
                    ErrorCode.INVALID_ARGUMENT,
                    "Resource cannot be deleted as it is currently protected against deletion."
                            + " Disable deletion protection first.");
        }
        return changed(present.get(), table.in(Table.State.DELETING));
    }

    private static Evaluation updateTable(ClusterState state, Command.UpdateTable update) {
        Optional<TableEntry> present = state.table(update.name());
        if (present.isEmpty()) {
            return refused(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + update.name());
        }
        Table table = present.get().table();
        if (table.state() == Table.State.DELETING) {
            return refused(ErrorCode.TABLE_IN_USE, "Table is being deleted: " + update.name());
        }
        TableSettings settings;
        try {
            settings = update.change().appliedTo(table.settings());
        } catch (InvalidArgumentException e) {
            return refused(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
        return settings.equals(table.settings())
                ? Evaluation.unchanged(new Reply.OfTable(table))
                : changed(present.get(), table.with(settings));
    }

    private static Evaluation changed(TableEntry entry, Table table) {
        return new Evaluation(List.of(new TablePut(entry.with(table))), new Reply.OfTable(table));
    }

    private static Evaluation finishDrop(ClusterState state, Command.FinishDrop finish) {
        Optional<TableEntry> present = state.table(finish.name());
        boolean due =
                present.isPresent()
                        && present.get().table().id().equals(finish.id())
                        && present.get().table().state() == Table.State.DELETING;
        return due
                ? Evaluation.done(new TableRemoved(finish.name()))
                : Evaluation.unchanged(new Reply.Done());
    }

    private static Evaluation createPartitions(
            ClusterState state, Command.CreatePartitions create) {
        if (!state.partitions().isEmpty()) {
            return refused(ErrorCode.REJECTED, "the first partitions exist already");
        }
        List<StateRecord> records = new ArrayList<>();
        List<Partition> map = new ArrayList<>();
        long number = state.counters().partitions();
        for (Command.NewPartition wanted : create.partitions()) {
            number++;
            PartitionEntry entry =
                    new PartitionEntry(
                            new PartitionId(number),
                            Epoch.FIRST,
                            wanted.range(),
                            wanted.replicas(),
                            Formation.PENDING,
                            Optional.of(wanted.preferredLeader()),
                            Optional.empty(),
                            Instant.EPOCH);
            records.add(new PartitionPut(entry));
            map.add(entry.toPartition(Optional.empty()));
        }
        try {
            PartitionMap.of(map);
        } catch (InvalidArgumentException gap) {
            return refused(ErrorCode.INVALID_ARGUMENT, String.valueOf(gap.getMessage()));
        }
        records.add(new CountersPut(new Counters(state.counters().keyspaces(), number)));
        return new Evaluation(records, new Reply.Done());
    }

    private static Evaluation confirmFormed(ClusterState state, Command.ConfirmFormed confirm) {
        Optional<PartitionEntry> entry = state.partition(confirm.partition());
        return entry.isPresent() && entry.get().isForming()
                ? Evaluation.done(new PartitionPut(entry.get().formed()))
                : Evaluation.unchanged(new Reply.Done());
    }

    private static Evaluation changeReplicas(ClusterState state, Command.ChangeReplicas change) {
        Optional<PartitionEntry> entry = state.partition(change.partition());
        if (entry.isEmpty() || !entry.get().replicas().equals(change.from())) {
            return refused(
                    ErrorCode.REJECTED,
                    "the replicas of " + change.partition() + " are no longer " + change.from());
        }
        if (entry.get().isForming()) {
            return refused(
                    ErrorCode.REJECTED,
                    "the group of " + change.partition() + " has not formed yet");
        }
        if (state.mergeOf(change.partition()).isPresent()) {
            return refused(
                    ErrorCode.REJECTED, change.partition() + " is being merged with a neighbour");
        }
        long nodes = change.to().stream().map(ReplicaId::node).distinct().count();
        if (nodes == 0 || nodes != change.to().size() || nodes > Limits.REPLICAS_MAX) {
            return refused(
                    ErrorCode.INVALID_ARGUMENT,
                    "replicas "
                            + change.to()
                            + " must be 1 to "
                            + Limits.REPLICAS_MAX
                            + ", each on a node of its own");
        }
        return Evaluation.done(new PartitionPut(entry.get().with(change)));
    }

    private static Evaluation preferLeader(ClusterState state, Command.PreferLeader prefer) {
        Optional<PartitionEntry> entry = state.partition(prefer.partition());
        if (entry.isEmpty() || !entry.get().isOn(prefer.node())) {
            return refused(
                    ErrorCode.REJECTED,
                    "node " + prefer.node() + " holds no replica of " + prefer.partition());
        }
        Optional<NodeId> preferred = Optional.of(prefer.node());
        return entry.get().preferredLeader().equals(preferred)
                ? Evaluation.unchanged(new Reply.Done())
                : Evaluation.done(new PartitionPut(entry.get().with(preferred)));
    }

    static Evaluation refused(ErrorCode code, String message) {
        return Evaluation.unchanged(Reply.Refused.because(code, message));
    }
}
