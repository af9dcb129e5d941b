package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.Errors;
import io.kvasir.proto.internal.v1.StoredItem;
import io.kvasir.proto.internal.v1.WriteResult;
import io.kvasir.routing.control.TableCatalog;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.KeyWrite;
import io.kvasir.routing.execute.RangePage;
import io.kvasir.routing.execute.RangeScan;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.WriteOutcome;
import io.kvasir.routing.prepare.PagePreparation;
import io.kvasir.routing.prepare.Preparation;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.routing.session.SessionToken;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.run.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Requests on tables, by way of the partitions that hold their keys.
final class RoutedDataPlane implements DataPlane {
    private final TableCatalog catalog;
    private final Preparation preparation;
    private final PagePreparation pages;
    private final Execution execution;
    private final Batches batches;
    private final TransactionRequests transactions;

    RoutedDataPlane(
            TableCatalog catalog,
            Preparation preparation,
            Execution execution,
            Transactions transactions) {
        this.catalog = catalog;
        this.preparation = preparation;
        this.pages = new PagePreparation(preparation);
        this.execution = execution;
        this.batches = new Batches(catalog, preparation, execution);
        this.transactions = new TransactionRequests(catalog, preparation, transactions);
    }

    @Override
    public CompletableFuture<GetReply> get(GetItem request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table ->
                        execution
                                .read(List.of(preparation.get(table, request)), deadline)
                                .thenApply(
                                        outcomes -> reply(outcomes.getFirst(), request.options())));
    }

    @Override
    public CompletableFuture<WriteReply> put(PutItem request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table -> write(table, preparation.put(table, request), deadline));
    }

    @Override
    public CompletableFuture<WriteReply> update(UpdateItem request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table -> write(table, preparation.update(table, request), deadline));
    }

    @Override
    public CompletableFuture<WriteReply> delete(DeleteItem request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table -> write(table, preparation.delete(table, request), deadline));
    }

    @Override
    public CompletableFuture<Page> query(Query request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table -> page(table, pages.query(table, request), request.page().read(), deadline));
    }

    @Override
    public CompletableFuture<Page> scan(Scan request, Deadline deadline) {
        return withTable(
                request.table(),
                deadline,
                table -> page(table, pages.scan(table, request), request.page().read(), deadline));
    }

    @Override
    public CompletableFuture<BatchGetReply> batchGet(BatchGet request, Deadline deadline) {
        return caught(() -> batches.get(request, deadline));
    }

    @Override
    public CompletableFuture<BatchWriteReply> batchWrite(BatchWrite request, Deadline deadline) {
        return caught(() -> batches.write(request, deadline));
    }

    @Override
    public CompletableFuture<TransactionOutcome> transactWrite(
            TransactWrite request, Deadline deadline) {
        return caught(() -> transactions.write(request, deadline));
    }

    @Override
    public CompletableFuture<TransactGetReply> transactGet(TransactGet request, Deadline deadline) {
        return caught(() -> transactions.get(request, deadline));
    }

    static ReadMode mode(ReadOptions options) {
        return options.consistency() == Consistency.STRONG ? ReadMode.STRONG : ReadMode.EVENTUAL;
    }

    private CompletableFuture<WriteReply> write(Table table, KeyWrite write, Deadline deadline) {
        return execution
                .write(List.of(write), deadline)
                .thenApply(outcomes -> reply(table, outcomes.getFirst()));
    }

    private CompletableFuture<Page> page(
            Table table, Optional<RangeScan> scan, ReadOptions options, Deadline deadline) {
        if (scan.isEmpty()) {
            double units = CapacityUnits.ofPage(0, mode(options));
            return CompletableFuture.completedFuture(
                    new Page(
                            List.of(),
                            0,
                            0,
                            Optional.empty(),
                            new ReplyInfo(SessionToken.NONE, 0, units)));
        }
        return execution.read(scan.get(), deadline).thenApply(page -> reply(table, page, options));
    }

    private GetReply reply(ReadOutcome outcome, ReadOptions options) {
        return switch (outcome) {
            case ReadOutcome.Failed failed -> throw failed.failure().toException();
            case ReadOutcome.Done done -> {
                StoredItem stored = done.item();
                yield new GetReply(
                        stored.getFound()
                                ? Optional.of(EncodedItem.of(stored.getItem()))
                                : Optional.empty(),
                        new ReplyInfo(
                                SessionToken.of(done.partition(), done.appliedIndex()),
                                done.stalenessMillis(),
                                CapacityUnits.ofRead(stored.getSizeBytes(), mode(options))));
            }
        };
    }

    private WriteReply reply(Table table, WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Failed failed -> {
                if (failed.failure().code() == ErrorCode.TABLE_NOT_FOUND) {
                    catalog.forget(table.name());
                }
                throw failed.failure().toException();
            }
            case WriteOutcome.Done done -> {
                WriteResult result = done.result();
                yield new WriteReply(
                        result.hasAttributes()
                                ? Optional.of(EncodedItem.of(result.getAttributes()))
                                : Optional.empty(),
                        new ReplyInfo(
                                SessionToken.of(done.partition(), done.appliedIndex()),
                                0,
                                CapacityUnits.ofWrite(
                                        result.getOldSizeBytes(),
                                        result.getNewSizeBytes(),
                                        false)));
            }
        };
    }

    private static Page reply(Table table, RangePage page, ReadOptions options) {
        List<EncodedItem> items = new ArrayList<>(page.items().size());
        page.items().forEach(bytes -> items.add(EncodedItem.of(bytes)));
        return new Page(
                items,
                page.count(),
                page.scannedCount(),
                page.lastKey().map(key -> ItemKeys.keyOf(table, key)),
                new ReplyInfo(
                        page.session(),
                        page.stalenessMillis(),
                        CapacityUnits.ofPage(page.scannedBytes(), mode(options))));
    }

    private <T> CompletableFuture<T> withTable(
            TableName name, Deadline deadline, Function<Table, CompletableFuture<T>> request) {
        return caught(() -> catalog.serving(name, deadline).thenCompose(request));
    }

    /// All failures as `RequestFailedException`, never as an exception of the call itself.
    private static <T> CompletableFuture<T> caught(Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> future;
        try {
            future = request.get();
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        return future.exceptionallyCompose(
                thrown -> CompletableFuture.failedFuture(asFailure(thrown)));
    }

    private static RequestFailedException asFailure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return cause instanceof RequestFailedException failed
                ? failed
                : Errors.of(cause).toException();
    }
}
