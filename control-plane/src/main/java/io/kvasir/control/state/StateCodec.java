package io.kvasir.control.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.ControlEntry;
import io.kvasir.proto.internal.v1.ControlRecord;
import io.kvasir.proto.internal.v1.ControlSnapshot;
import io.kvasir.proto.internal.v1.NodeMark;
import io.kvasir.proto.internal.v1.SplitOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Entries of the log and snapshots, as bytes. Unreadable ones end in an exception: what is
/// committed must be understood, or the members would come to differ.
public final class StateCodec {
    /// An entry of the log, read back.
    public record Entry(EntryStamp stamp, List<StateRecord> records) {
        public Entry {
            records = List.copyOf(records);
        }
    }

    private StateCodec() {}

    public static byte[] entry(EntryStamp stamp, List<StateRecord> records) {
        ControlEntry.Builder wire =
                ControlEntry.newBuilder().setTerm(stamp.term()).setNumber(stamp.number());
        records.forEach(record -> wire.addRecords(toWire(record)));
        return wire.build().toByteArray();
    }

    public static Entry entry(Bytes bytes) {
        try {
            ControlEntry wire = ControlEntry.parseFrom(bytes.array());
            return new Entry(
                    new EntryStamp(wire.getTerm(), wire.getNumber()),
                    wire.getRecordsList().stream().map(StateCodec::fromWire).toList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A committed entry cannot be read", e);
        }
    }

    /// The same state gives the same bytes.
    public static byte[] snapshot(ClusterState state) {
        ControlSnapshot.Builder wire =
                ControlSnapshot.newBuilder()
                        .setVersion(state.version())
                        .setEntryTerm(state.lastEntry().term())
                        .setEntryNumber(state.lastEntry().number())
                        .setCounters(toWire(state.counters()));
        state.nodes().values().forEach(node -> wire.addNodes(ClusterCodec.toWire(node)));
        state.tables().values().forEach(entry -> wire.addTables(toWire(entry)));
        state.partitions().values().forEach(entry -> wire.addPartitions(toWire(entry)));
        state.draining().forEach(node -> wire.addNodeMarks(mark(node, true)));
        state.splits().values().forEach(entry -> wire.addSplits(toWire(entry)));
        state.merges().values().forEach(entry -> wire.addMerges(MergeCodec.toWire(entry)));
        return wire.build().toByteArray();
    }

    public static ClusterState snapshot(byte[] bytes) {
        try {
            ControlSnapshot wire = ControlSnapshot.parseFrom(bytes);
            List<StateRecord> records = new ArrayList<>();
            records.add(new StateRecord.CountersPut(fromWire(wire.getCounters())));
            wire.getNodesList()
                    .forEach(node ->
                            records.add(new StateRecord.NodePut(ClusterCodec.fromWire(node))));
            wire.getTablesList()
                    .forEach(entry -> records.add(new StateRecord.TablePut(fromWire(entry))));
            wire.getPartitionsList()
                    .forEach(entry -> records.add(new StateRecord.PartitionPut(fromWire(entry))));
            wire.getNodeMarksList().forEach(mark -> records.add(fromWire(mark)));
            wire.getSplitsList()
                    .forEach(entry -> records.add(new StateRecord.SplitPut(fromWire(entry))));
            wire.getMergesList()
                    .forEach(entry ->
                            records.add(new StateRecord.MergePut(MergeCodec.fromWire(entry))));
            return ClusterState.restored(
                    wire.getVersion(),
                    new EntryStamp(wire.getEntryTerm(), wire.getEntryNumber()),
                    records);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A snapshot with a right checksum cannot be read", e);
        }
    }

    private static ControlRecord toWire(StateRecord record) {
        ControlRecord.Builder wire = ControlRecord.newBuilder();
        switch (record) {
            case StateRecord.NodePut put -> wire.setNodePut(ClusterCodec.toWire(put.node()));
            case StateRecord.TablePut put -> wire.setTablePut(toWire(put.entry()));
            case StateRecord.TableRemoved removed -> wire.setTableRemoved(removed.name().value());
            case StateRecord.PartitionPut put -> wire.setPartitionPut(toWire(put.entry()));
            case StateRecord.PartitionRemoved removed ->
                    wire.setPartitionRemoved(removed.id().value());
            case StateRecord.NodeMarked marked ->
                    wire.setNodeMark(mark(marked.node(), marked.draining()));
            case StateRecord.NodeRemoved removed -> wire.setNodeRemoved(removed.node().value());
            case StateRecord.SplitPut put -> wire.setSplitPut(toWire(put.entry()));
            case StateRecord.SplitRemoved removed -> wire.setSplitRemoved(removed.parent().value());
            case StateRecord.MergePut put -> wire.setMergePut(MergeCodec.toWire(put.entry()));
            case StateRecord.MergeRemoved removed -> wire.setMergeRemoved(removed.left().value());
            case StateRecord.CountersPut put -> wire.setCounters(toWire(put.counters()));
        }
        return wire.build();
    }

    private static StateRecord fromWire(ControlRecord wire) {
        return switch (wire.getRecordCase()) {
            case NODE_PUT -> new StateRecord.NodePut(ClusterCodec.fromWire(wire.getNodePut()));
            case TABLE_PUT -> new StateRecord.TablePut(fromWire(wire.getTablePut()));
            case TABLE_REMOVED ->
                    new StateRecord.TableRemoved(new TableName(wire.getTableRemoved()));
            case PARTITION_PUT -> new StateRecord.PartitionPut(fromWire(wire.getPartitionPut()));
            case PARTITION_REMOVED ->
                    new StateRecord.PartitionRemoved(new PartitionId(wire.getPartitionRemoved()));
            case NODE_MARK -> fromWire(wire.getNodeMark());
            case NODE_REMOVED -> new StateRecord.NodeRemoved(new NodeId(wire.getNodeRemoved()));
            case SPLIT_PUT -> new StateRecord.SplitPut(fromWire(wire.getSplitPut()));
            case SPLIT_REMOVED ->
                    new StateRecord.SplitRemoved(new PartitionId(wire.getSplitRemoved()));
            case MERGE_PUT -> new StateRecord.MergePut(MergeCodec.fromWire(wire.getMergePut()));
            case MERGE_REMOVED ->
                    new StateRecord.MergeRemoved(new PartitionId(wire.getMergeRemoved()));
            case COUNTERS -> new StateRecord.CountersPut(fromWire(wire.getCounters()));
            case RECORD_NOT_SET ->
                    throw new IllegalStateException(
                            "A committed record is of a kind that this version does not know;"
                                    + " start a newer version");
        };
    }

    private static io.kvasir.proto.internal.v1.TableEntry toWire(TableEntry entry) {
        return io.kvasir.proto.internal.v1.TableEntry.newBuilder()
                .setTable(ClusterCodec.toWire(entry.table()))
                .setToken(entry.token())
                .build();
    }

    private static TableEntry fromWire(io.kvasir.proto.internal.v1.TableEntry wire) {
        return new TableEntry(ClusterCodec.fromWire(wire.getTable()), wire.getToken());
    }

    private static io.kvasir.proto.internal.v1.PartitionEntry toWire(PartitionEntry entry) {
        return io.kvasir.proto.internal.v1.PartitionEntry.newBuilder()
                .setPartition(ClusterCodec.toWire(entry.toPartition(Optional.empty())))
                .setForming(entry.isForming())
                .setFounders(entry.formation() == Formation.FOUNDERS)
                .setPreferredLeader(entry.preferredLeader().map(NodeId::value).orElse(""))
                .setRangeSinceMs(entry.rangeSince().toEpochMilli())
                .addAllDepartures(entry.departures().stream().map(StateCodec::toWire).toList())
                .mergeFrom(origin(entry))
                .build();
    }

    private static io.kvasir.proto.internal.v1.Departure toWire(Departure departure) {
        return io.kvasir.proto.internal.v1.Departure.newBuilder()
                .setNode(departure.node().value())
                .setAtMs(departure.at().toEpochMilli())
                .build();
    }

    private static Departure fromWire(io.kvasir.proto.internal.v1.Departure wire) {
        return new Departure(new NodeId(wire.getNode()), Instant.ofEpochMilli(wire.getAtMs()));
    }

    private static io.kvasir.proto.internal.v1.PartitionEntry origin(PartitionEntry entry) {
        var wire = io.kvasir.proto.internal.v1.PartitionEntry.newBuilder();
        entry.origin()
                .ifPresent(origin ->
                        wire.setOrigin(
                                io.kvasir.proto.internal.v1.PartitionOrigin.newBuilder()
                                        .setParent(origin.parent().value())
                                        .setParentEpoch(origin.parentEpoch().value())));
        return wire.build();
    }

    private static NodeMark mark(NodeId node, boolean draining) {
        return NodeMark.newBuilder().setId(node.value()).setDraining(draining).build();
    }

    private static StateRecord fromWire(NodeMark wire) {
        return new StateRecord.NodeMarked(new NodeId(wire.getId()), wire.getDraining());
    }

    private static io.kvasir.proto.internal.v1.SplitEntry toWire(SplitEntry entry) {
        return io.kvasir.proto.internal.v1.SplitEntry.newBuilder()
                .setParent(entry.parent().value())
                .setOrder(order(entry))
                .setOrderedAtMs(entry.orderedAt().toEpochMilli())
                .setReason(entry.reason())
                .build();
    }

    /// What nodes are told of a split.
    public static SplitOrder order(SplitEntry entry) {
        SplitOrder.Builder order =
                SplitOrder.newBuilder()
                        .setChild(entry.child().value())
                        .setEpoch(entry.epoch().value())
                        .setByLoad(entry.byLoad());
        entry.at().ifPresent(at -> order.setAt(ItemCodec.toWire(at)));
        return order.build();
    }

    private static SplitEntry fromWire(io.kvasir.proto.internal.v1.SplitEntry wire) {
        SplitOrder order = wire.getOrder();
        return new SplitEntry(
                new PartitionId(wire.getParent()),
                new PartitionId(order.getChild()),
                new Epoch(order.getEpoch()),
                order.getAt().isEmpty()
                        ? Optional.empty()
                        : Optional.of(ItemCodec.fromWire(order.getAt())),
                order.getByLoad(),
                Instant.ofEpochMilli(wire.getOrderedAtMs()),
                wire.getReason());
    }

    private static PartitionEntry fromWire(io.kvasir.proto.internal.v1.PartitionEntry wire) {
        Partition partition = ClusterCodec.fromWire(wire.getPartition());
        return new PartitionEntry(
                partition.id(),
                partition.epoch(),
                partition.range(),
                partition.replicas(),
                formation(wire),
                wire.getPreferredLeader().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new NodeId(wire.getPreferredLeader())),
                wire.hasOrigin()
                        ? Optional.of(
                                new PartitionOrigin(
                                        new PartitionId(wire.getOrigin().getParent()),
                                        new Epoch(wire.getOrigin().getParentEpoch())))
                        : Optional.empty(),
                Instant.ofEpochMilli(wire.getRangeSinceMs()),
                wire.getDeparturesList().stream().map(StateCodec::fromWire).toList());
    }

    private static Formation formation(io.kvasir.proto.internal.v1.PartitionEntry wire) {
        if (wire.getForming()) {
            return Formation.PENDING;
        }
        return wire.getFounders() ? Formation.FOUNDERS : Formation.CHANGED;
    }

    private static io.kvasir.proto.internal.v1.Counters toWire(Counters counters) {
        return io.kvasir.proto.internal.v1.Counters.newBuilder()
                .setKeyspaces(counters.keyspaces())
                .setPartitions(counters.partitions())
                .build();
    }

    private static Counters fromWire(io.kvasir.proto.internal.v1.Counters wire) {
        return new Counters(wire.getKeyspaces(), wire.getPartitions());
    }
}
