package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.routing.control.TableCatalog;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.KeyWrite;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.WriteOutcome;
import io.kvasir.routing.prepare.Preparation;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGet.KeysOfTable;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchGetReply.ItemsOfTable;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.session.SessionToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Batches: scattered over partitions, gathered with what was not done. A batch fails as a whole
/// only where it is wrong as a whole.
final class Batches {
    private static final String DUPLICATES = "Provided list of item keys contains duplicates";

    private final TableCatalog catalog;
    private final Preparation preparation;
    private final Execution execution;

    Batches(TableCatalog catalog, Preparation preparation, Execution execution) {
        this.catalog = catalog;
        this.preparation = preparation;
        this.execution = execution;
    }

    CompletableFuture<BatchGetReply> get(BatchGet request, Deadline deadline) {
        int keys = request.tables().stream().mapToInt(table -> table.keys().size()).sum();
        if (keys < 1 || keys > Limits.BATCH_GET_KEYS_MAX) {
            throw new InvalidArgumentException(
                    "A batch get has "
                            + keys
                            + " keys; it must have 1 to "
                            + Limits.BATCH_GET_KEYS_MAX);
        }
        List<TableName> names = request.tables().stream().map(KeysOfTable::table).toList();
        return tables(names, deadline).thenCompose(tables -> get(request, tables, deadline));
    }

    CompletableFuture<BatchWriteReply> write(BatchWrite request, Deadline deadline) {
        int writes = request.entries().size();
        if (writes < 1 || writes > Limits.BATCH_WRITE_OPERATIONS_MAX) {
            throw new InvalidArgumentException(
                    "A batch write has "
                            + writes
                            + " writes; it must have 1 to "
                            + Limits.BATCH_WRITE_OPERATIONS_MAX);
        }
        List<TableName> names = request.entries().stream().map(BatchWrite.Entry::table).toList();
        return tables(names, deadline).thenCompose(tables -> write(request, tables, deadline));
    }

    private CompletableFuture<BatchGetReply> get(
            BatchGet request, SequencedMap<TableName, Table> tables, Deadline deadline) {
        Set<Bytes> seen = new HashSet<>();
        List<CompletableFuture<List<ReadOutcome>>> parts = new ArrayList<>();
        List<List<KeyRead>> prepared = new ArrayList<>();
        for (KeysOfTable keys : request.tables()) {
            Table table = Objects.requireNonNull(tables.get(keys.table()));
            var projection = preparation.projection(table, keys.projection(), keys.substitutions());
            prepared.add(reads(table, keys, projection, seen));
        }
        prepared.forEach(reads -> parts.add(execution.read(reads, deadline)));
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        gathered(request, parts.stream().map(CompletableFuture::join).toList()));
    }

    private List<KeyRead> reads(
            Table table, KeysOfTable keys, Optional<Projection> projection, Set<Bytes> seen) {
        List<KeyRead> reads = new ArrayList<>(keys.keys().size());
        for (Item key : keys.keys()) {
            KeyRead read = preparation.get(table, key, keys.options(), projection);
            if (!seen.add(read.key())) {
                throw new InvalidArgumentException(DUPLICATES);
            }
            reads.add(read);
        }
        return reads;
    }

    private static BatchGetReply gathered(BatchGet request, List<List<ReadOutcome>> outcomes) {
        List<ItemsOfTable> found = new ArrayList<>();
        List<KeysOfTable> unprocessed = new ArrayList<>();
        SessionToken session = SessionToken.NONE;
        long staleness = 0;
        double units = 0;
        long bytes = 0;
        for (int t = 0; t < outcomes.size(); t++) {
            KeysOfTable keys = request.tables().get(t);
            List<EncodedItem> items = new ArrayList<>();
            List<Item> rest = new ArrayList<>();
            double unitsOfTable = 0;
            for (int i = 0; i < outcomes.get(t).size(); i++) {
                switch (outcomes.get(t).get(i)) {
                    case ReadOutcome.Done done -> {
                        int size = done.item().getSizeBytes();
                        if (bytes + size > Limits.BATCH_BYTES_MAX) {
                            rest.add(keys.keys().get(i));
                            continue;
                        }
                        bytes += size;
                        if (done.item().getFound()) {
                            items.add(EncodedItem.of(done.item().getItem()));
                        }
                        unitsOfTable +=
                                CapacityUnits.ofRead(size, RoutedDataPlane.mode(keys.options()));
                        staleness = Math.max(staleness, done.stalenessMillis());
                        session =
                                session.merge(
                                        SessionToken.of(done.partition(), done.appliedIndex()));
                    }
                    case ReadOutcome.Failed failed -> {
                        requirePassing(failed.failure());
                        rest.add(keys.keys().get(i));
                    }
                }
            }
            units += unitsOfTable;
            found.add(new ItemsOfTable(keys.table(), items, unitsOfTable));
            if (!rest.isEmpty()) {
                unprocessed.add(keys.withKeys(rest));
            }
        }
        return new BatchGetReply(found, unprocessed, new ReplyInfo(session, staleness, units));
    }

    private CompletableFuture<BatchWriteReply> write(
            BatchWrite request, SequencedMap<TableName, Table> tables, Deadline deadline) {
        Set<Bytes> seen = new HashSet<>();
        List<KeyWrite> writes = new ArrayList<>(request.entries().size());
        long bytes = 0;
        for (BatchWrite.Entry entry : request.entries()) {
            Table table = Objects.requireNonNull(tables.get(entry.table()));
            KeyWrite write = preparation.write(table, entry, request.exactCapacity());
            if (!seen.add(write.key())) {
                throw new InvalidArgumentException(DUPLICATES);
            }
            bytes += write.operation().getPut().getSizeBytes();
            writes.add(write);
        }
        if (bytes > Limits.BATCH_BYTES_MAX) {
            throw new InvalidArgumentException(
                    "A batch write has "
                            + bytes
                            + " bytes of items; the limit is "
                            + Limits.BATCH_BYTES_MAX);
        }
        return execution.write(writes, deadline).thenApply(outcomes -> gathered(request, outcomes));
    }

    private static BatchWriteReply gathered(BatchWrite request, List<WriteOutcome> outcomes) {
        List<BatchWriteReply.Unprocessed> unprocessed = new ArrayList<>();
        SequencedMap<TableName, Double> capacity = new LinkedHashMap<>();
        SessionToken session = SessionToken.NONE;
        double units = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            BatchWrite.Entry entry = request.entries().get(i);
            switch (outcomes.get(i)) {
                case WriteOutcome.Done done -> {
                    WriteResult result = done.result();
                    double cost =
                            CapacityUnits.ofWrite(
                                    result.getOldSizeBytes(), result.getNewSizeBytes(), false);
                    units += cost;
                    capacity.merge(entry.table(), cost, Double::sum);
                    session = session.merge(SessionToken.of(done.partition(), done.appliedIndex()));
                }
                case WriteOutcome.Failed failed ->
                        unprocessed.add(
                                new BatchWriteReply.Unprocessed(i, entry, failed.failure()));
            }
        }
        return new BatchWriteReply(unprocessed, capacity, new ReplyInfo(session, 0, units));
    }

    /// What cannot be done later either fails the batch.
    private static void requirePassing(RequestFailure failure) {
        switch (failure.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, THROTTLED -> {}
            default -> throw failure.toException();
        }
    }

    private CompletableFuture<SequencedMap<TableName, Table>> tables(
            List<TableName> names, Deadline deadline) {
        SequencedMap<TableName, CompletableFuture<Table>> asked = new LinkedHashMap<>();
        names.forEach(
                name -> asked.computeIfAbsent(name, absent -> catalog.serving(absent, deadline)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    SequencedMap<TableName, Table> tables = new LinkedHashMap<>();
                    asked.forEach((name, table) -> tables.put(name, table.join()));
                    return tables;
                });
    }
}
