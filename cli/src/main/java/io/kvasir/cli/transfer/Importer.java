package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.client.BatchWrite;
import io.kvasir.client.BatchWriteResult;
import io.kvasir.client.InvalidRequestException;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.client.PutItem;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.key.KeySchema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/// Puts the records of a source into a table: batches of 25 in file order, a bounded number of them
/// under way at once. The client repeats under one token what did not come through, for as long as
/// the patience lasts; after that the import stops, and can be gone on with from its watermark.
final class Importer {
    private static final int BATCH_BYTES_MAX = 2 * 1024 * 1024;

    private final KvasirClient client;
    private final String table;
    private final Duration patience;
    private final RejectedLines rejectedLines;
    private final LongConsumer acknowledged;
    private final Semaphore slots;
    private final int concurrency;
    private final KeysUnderWay underWay;
    private final Watermark watermark;
    private final AtomicLong imported = new AtomicLong();
    private final AtomicReference<Optional<String>> failure =
            new AtomicReference<>(Optional.empty());
    private final long skippedLines;

    private Batch batch = new Batch(0);

    /// @param acknowledged called with the number of items of each answer
    Importer(
            KvasirClient client,
            KeySchema schema,
            ImportSettings settings,
            Checkpoint from,
            RejectedLines rejectedLines,
            LongConsumer acknowledged) {
        this.client = client;
        this.table = from.table();
        this.patience = settings.patience();
        this.concurrency = settings.concurrency();
        this.rejectedLines = rejectedLines;
        this.acknowledged = acknowledged;
        this.slots = new Semaphore(settings.concurrency());
        this.underWay = new KeysUnderWay(schema);
        this.watermark = new Watermark(from);
        this.skippedLines = from.line();
        this.imported.set(from.imported());
    }

    /// What is gathered to be sent together: distinct keys, and the bad records between them.
    private static final class Batch {
        private final long sequence;
        private final List<SourceRecord.Good> records = new ArrayList<>();
        private final Set<List<AttributeValue>> keys = new HashSet<>();
        private long bytes;
        private long lastLine;
        private long end;
        private long imported;
        private long rejected;
        private long taken;

        Batch(long sequence) {
            this.sequence = sequence;
        }

        boolean isFull() {
            return records.size() == Limits.BATCH_WRITE_OPERATIONS_MAX || bytes > BATCH_BYTES_MAX;
        }

        boolean isEmpty() {
            return lastLine == 0;
        }
    }

    /// Items imported so far, those of an earlier run included.
    long imported() {
        return imported.get();
    }

    Watermark watermark() {
        return watermark;
    }

    /// Reads the source to its end, or to the first failure; returns when all that was sent has its
    /// answer.
    Optional<String> run(RecordSource source) throws IOException, InterruptedException {
        while (failure.get().isEmpty()) {
            Optional<SourceRecord> record = source.next();
            if (record.isEmpty()) {
                break;
            }
            if (record.get().line() > skippedLines) {
                take(record.get());
            }
        }
        if (failure.get().isEmpty()) {
            flush();
        }
        slots.acquire(concurrency);
        slots.release(concurrency);
        return failure.get();
    }

    private void take(SourceRecord record) throws InterruptedException {
        switch (record) {
            case SourceRecord.Bad bad -> reject(bad.line(), bad.reason(), bad.text(), batch);
            case SourceRecord.Good good -> take(good);
        }
        batch.taken++;
        batch.lastLine = record.line();
        batch.end = record.end();
        if (batch.isFull()) {
            flush();
        }
    }

    private void take(SourceRecord.Good good) throws InterruptedException {
        Optional<List<AttributeValue>> key = underWay.keyOf(good.item());
        if (key.isEmpty()) {
            reject(good.line(), "an attribute of the key is missing", shown(good), batch);
            return;
        }
        if (batch.keys.contains(key.get())) {
            flush();
        }
        batch.keys.add(key.get());
        batch.records.add(good);
        batch.bytes += ItemSize.of(good.item());
    }

    private void flush() throws InterruptedException {
        Batch full = batch;
        if (full.isEmpty()) {
            return;
        }
        batch = new Batch(full.sequence + 1);
        underWay.take(full.keys);
        slots.acquire();
        Thread.ofVirtual()
                .name("import-" + full.sequence)
                .start(() -> {
                    try {
                        send(full);
                    } catch (RuntimeException e) {
                        fail(full, e);
                    } finally {
                        underWay.giveBack(full.keys);
                        slots.release();
                    }
                });
    }

    private void send(Batch full) {
        if (!full.records.isEmpty()) {
            try {
                List<BatchWrite.Put> puts =
                        full.records.stream()
                                .map(record -> new BatchWrite.Put(table, record.item()))
                                .toList();
                settle(full, client.batchWrite(BatchWrite.of(puts).timeout(patience)));
            } catch (InvalidRequestException e) {
                // One bad item makes the whole request invalid: find it.
                full.records.forEach(record -> sendAlone(full, record));
            }
        }
        if (full.imported + full.rejected == full.taken) {
            watermark.done(full.sequence, full.lastLine, full.end, full.imported, full.rejected);
        }
    }

    @SuppressWarnings("ReferenceEquality") // The very item: another record may equal it.
    private void settle(Batch full, BatchWriteResult result) {
        acknowledged(full, full.records.size() - result.unprocessed().size());
        for (BatchWriteResult.Unprocessed undone : result.unprocessed()) {
            for (SourceRecord.Good record : full.records) {
                boolean same =
                        undone.write() instanceof BatchWrite.Put put && put.item() == record.item();
                if (same) {
                    refused(full, record, undone.reason());
                }
            }
        }
    }

    private void sendAlone(Batch full, SourceRecord.Good record) {
        try {
            var _ = client.put(PutItem.into(table, record.item()).timeout(patience));
            acknowledged(full, 1);
        } catch (KvasirException e) {
            refused(full, record, e);
        }
    }

    private void refused(Batch full, SourceRecord.Good record, KvasirException reason) {
        boolean itsOwnFault =
                reason.code() == ErrorCode.INVALID_ARGUMENT
                        || reason.code() == ErrorCode.ITEM_TOO_LARGE;
        if (itsOwnFault) {
            reject(record.line(), reason.reason(), shown(record), full);
        } else {
            fail(full, reason);
        }
    }

    private void acknowledged(Batch full, int items) {
        full.imported += items;
        imported.addAndGet(items);
        acknowledged.accept(items);
    }

    private void reject(long line, String reason, String text, Batch of) {
        rejectedLines.add(line, reason, text);
        of.rejected++;
    }

    private void fail(Batch full, RuntimeException cause) {
        String message =
                "stopped at the batch that ends with line "
                        + full.lastLine
                        + ": "
                        + cause.getMessage();
        failure.compareAndSet(Optional.empty(), Optional.of(message));
    }

    private static String shown(SourceRecord.Good record) {
        return JsonItems.write(record.item(), JsonFormat.DYNAMODB);
    }
}
