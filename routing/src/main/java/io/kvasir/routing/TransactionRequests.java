package io.kvasir.routing;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.table.Table;
import io.kvasir.routing.control.TableCatalog;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.prepare.Preparation;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactGetReply.Found;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.transaction.Transaction;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.run.Transactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Transactions on tables, checked before anything is sent.
final class TransactionRequests {
    private final TableCatalog catalog;
    private final Preparation preparation;
    private final Transactions transactions;

    TransactionRequests(TableCatalog catalog, Preparation preparation, Transactions transactions) {
        this.catalog = catalog;
        this.preparation = preparation;
        this.transactions = transactions;
    }

    CompletableFuture<TransactionOutcome> write(TransactWrite request, Deadline deadline) {
        requireCount(request.actions().size());
        return tables(
                        request.actions().stream().map(TransactWrite.Action::table).toList(),
                        deadline)
                .thenCompose(tables -> {
                    List<StepPart> parts = new ArrayList<>();
                    for (int i = 0; i < tables.size(); i++) {
                        parts.add(preparation.action(tables.get(i), request.actions().get(i)));
                    }
                    requireDistinct(parts.stream().map(StepPart::key).toList());
                    Optional<String> token =
                            Optional.of(request.clientRequestToken())
                                    .filter(text -> !text.isEmpty());
                    return transactions.write(
                            new Transaction(parts, token, fingerprint(parts)), deadline);
                });
    }

    CompletableFuture<TransactGetReply> get(TransactGet request, Deadline deadline) {
        requireCount(request.items().size());
        return tables(request.items().stream().map(GetItem::table).toList(), deadline)
                .thenCompose(tables -> {
                    List<KeyRead> reads = new ArrayList<>();
                    for (int i = 0; i < tables.size(); i++) {
                        reads.add(read(tables.get(i), request.items().get(i)));
                    }
                    requireDistinct(reads.stream().map(KeyRead::key).toList());
                    return transactions.read(reads, deadline);
                })
                .thenApply(found ->
                        new TransactGetReply(
                                found.stream().map(TransactionRequests::found).toList()));
    }

    private KeyRead read(Table table, GetItem item) {
        return preparation.get(
                table,
                new GetItem(
                        item.table(),
                        item.key(),
                        ReadOptions.STRONG,
                        item.projection(),
                        item.substitutions()));
    }

    private static Found found(ReadOutcome.Done done) {
        return new Found(
                done.item().getFound()
                        ? Optional.of(EncodedItem.of(done.item().getItem()))
                        : Optional.empty(),
                done.item().getSizeBytes());
    }

    private CompletableFuture<List<Table>> tables(
            List<io.kvasir.model.table.TableName> names, Deadline deadline) {
        List<CompletableFuture<Table>> asked =
                names.stream().map(name -> catalog.serving(name, deadline)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
    }

    private static void requireCount(int count) {
        if (count < 1 || count > Limits.TRANSACTION_ACTIONS_MAX) {
            throw new InvalidArgumentException(
                    "the transaction has "
                            + count
                            + " actions; it must have 1 to "
                            + Limits.TRANSACTION_ACTIONS_MAX);
        }
    }

    private static void requireDistinct(List<Bytes> keys) {
        Set<Bytes> seen = new HashSet<>();
        for (Bytes key : keys) {
            if (!seen.add(key)) {
                throw new InvalidArgumentException(
                        "Transaction request cannot include multiple operations on one item");
            }
        }
    }

    /// A hash of everything that the request says, the same for the same request.
    private static long fingerprint(List<StepPart> parts) {
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        parts.forEach(part ->
                part.action().ifPresent(action -> hash.putByteArray(deterministic(action))));
        return hash.getAsLong();
    }

    private static byte[] deterministic(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a message does not fit its own size", e);
        }
        return bytes;
    }
}
