package io.kvasir.client;

import io.grpc.Deadline;
import io.kvasir.client.transport.Retries;
import io.kvasir.client.transport.Retries.Kind;
import io.kvasir.model.Limits;
import io.kvasir.model.item.Item;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.BatchGetItemRequest;
import io.kvasir.proto.v1.BatchGetItemResponse;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.KeysOfTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One batch get: requests of up to 100 keys, one after another, until nothing is left or the
/// deadline is near.
final class BatchGetCall {
    private record Part(String table, Expression projection) {}

    private final Retries retries;
    private final BatchGet request;
    private final Deadline deadline;
    private final ArrayDeque<BatchGet.Keys> waiting;
    private final SequencedMap<String, List<Item>> items = new LinkedHashMap<>();
    private final CompletableFuture<BatchGetResult> result = new CompletableFuture<>();
    private int idleRounds;
    private ReplyInfo info = ReplyInfo.NONE;

    BatchGetCall(Retries retries, BatchGet request, Deadline deadline) {
        this.retries = retries;
        this.request = request;
        this.deadline = deadline;
        this.waiting = new ArrayDeque<>(request.keys());
        request.keys().forEach(keys -> items.putIfAbsent(keys.table(), new ArrayList<>()));
    }

    CompletableFuture<BatchGetResult> start() {
        next();
        return result;
    }

    private void next() {
        BatchGetItemRequest round = round();
        if (round.getTablesCount() == 0) {
            finish(List.of());
            return;
        }
        var unused =
                retries.call(DataGrpc.getBatchGetItemMethod(), round, Kind.READ, deadline)
                        .whenComplete((reply, thrown) -> {
                            try {
                                ended(round, reply, thrown);
                            } catch (RuntimeException bug) {
                                result.completeExceptionally(bug);
                            }
                        });
    }

    private void ended(
            BatchGetItemRequest round, BatchGetItemResponse reply, @Nullable Throwable thrown) {
        if (thrown != null) {
            boolean nothingYet = items.values().stream().allMatch(List::isEmpty);
            if (nothingYet || !Batches.isPassing(thrown)) {
                result.completeExceptionally(unwrapped(thrown));
            } else {
                finish(round.getTablesList());
            }
            return;
        }
        int before = keys(round.getTablesList());
        collect(reply);
        if (reply.getUnprocessedCount() == 0) {
            idleRounds = 0;
            next();
            return;
        }
        idleRounds = keys(reply.getUnprocessedList()) < before ? 0 : idleRounds + 1;
        reply.getUnprocessedList().forEach(keys -> waiting.addLast(fromWire(keys)));
        if (!retries.later(idleRounds + 1, deadline, this::next)) {
            finish(List.of());
        }
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    private void collect(BatchGetItemResponse reply) {
        reply.getTablesList()
                .forEach(table -> {
                    List<Item> of =
                            items.computeIfAbsent(table.getTable(), name -> new ArrayList<>());
                    table.getItemsList().forEach(item -> of.add(ItemCodec.fromWire(item)));
                });
        info = info.and(Replies.info(reply.getInfo(), request.read().session()));
    }

    /// The next request: up to 100 of the keys that wait, those of one table and projection
    /// together.
    private BatchGetItemRequest round() {
        SequencedMap<Part, List<Item>> parts = new LinkedHashMap<>();
        int room = Limits.BATCH_GET_KEYS_MAX;
        while (room > 0 && !waiting.isEmpty()) {
            BatchGet.Keys keys = waiting.removeFirst();
            int taken = Math.min(room, keys.keys().size());
            if (taken < keys.keys().size()) {
                waiting.addFirst(
                        new BatchGet.Keys(
                                keys.table(),
                                keys.keys().subList(taken, keys.keys().size()),
                                keys.projection()));
            }
            parts.computeIfAbsent(
                            new Part(keys.table(), keys.projection()), part -> new ArrayList<>())
                    .addAll(keys.keys().subList(0, taken));
            room -= taken;
        }
        BatchGetItemRequest.Builder wire = BatchGetItemRequest.newBuilder();
        parts.forEach((part, keys) -> {
            if (!keys.isEmpty()) {
                wire.addTables(
                        Requests.of(
                                new BatchGet.Keys(part.table(), keys, part.projection()),
                                request.read()));
            }
        });
        return wire.build();
    }

    private void finish(List<KeysOfTable> rest) {
        List<BatchGet.Keys> unprocessed = new ArrayList<>();
        rest.forEach(keys -> unprocessed.add(fromWire(keys)));
        unprocessed.addAll(waiting);
        result.complete(new BatchGetResult(items, unprocessed, info));
    }

    private static int keys(List<KeysOfTable> tables) {
        return tables.stream().mapToInt(KeysOfTable::getKeysCount).sum();
    }

    private static BatchGet.Keys fromWire(KeysOfTable wire) {
        return new BatchGet.Keys(
                wire.getTable(),
                wire.getKeysList().stream().map(ItemCodec::fromWire).toList(),
                new Expression(
                        wire.getProjectionExpression(),
                        wire.getExpressionAttributeNamesMap(),
                        Map.of()));
    }
}
