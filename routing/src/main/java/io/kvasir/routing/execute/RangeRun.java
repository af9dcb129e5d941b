package io.kvasir.routing.execute;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.RangeRead;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StoredItem;
import io.kvasir.routing.session.SessionToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One page: from partition to partition, in order, until the limit, 1 MB of items evaluated, or
/// the end of the range. A partition that stops answering ends the page early where something was
/// evaluated; the next page begins behind it.
final class RangeRun {
    private final Execution execution;
    private final RangeScan scan;
    private final Deadline deadline;
    private final CompletableFuture<RangePage> result = new CompletableFuture<>();

    private final List<ByteString> items = new ArrayList<>();
    private int count;
    private int scannedCount;
    private long scannedBytes;
    private long stalenessMillis;
    private SessionToken session = SessionToken.NONE;
    private @Nullable Bytes lastKey;

    /// What is left of the range; null: nothing.
    private @Nullable KeyRange rest;

    private Pacing pacing;

    RangeRun(Execution execution, RangeScan scan, Deadline deadline) {
        this.execution = execution;
        this.scan = scan;
        this.deadline = deadline;
        this.rest = scan.range();
        this.pacing = execution.pacing();
    }

    CompletableFuture<RangePage> run() {
        step();
        return result;
    }

    private void step() {
        KeyRange range = rest;
        if (range == null) {
            finish(Optional.empty());
            return;
        }
        var map = execution.cache().map();
        Optional<Partition> found =
                scan.backward() ? map.below(range.end()) : map.at(range.start());
        if (found.isEmpty()) {
            refused(
                    new Attempt.Refused<>(
                            RequestFailure.of(
                                    ErrorCode.UNAVAILABLE, "the partition map is not known yet"),
                            false));
            return;
        }
        Partition partition = found.get();
        KeyRange part = partition.range().intersection(range);
        if (part == null) {
            throw new IllegalStateException(partition.id() + " does not meet " + range);
        }
        var request = ReadRun.of(partition, scan.options()).setRange(rangeRead(part)).build();
        Deadline until =
                AttemptTimeouts.of(execution.timeouts().range(), pacing.failures(), deadline);
        var unused =
                execution
                        .calls()
                        .read(partition, request, until, pacing.failures())
                        .whenComplete((attempt, bug) -> {
                            if (bug != null) {
                                broken(bug);
                            } else {
                                judge(part, attempt);
                            }
                        });
    }

    private RangeRead rangeRead(KeyRange part) {
        RangeRead.Builder read =
                RangeRead.newBuilder()
                        .setStart(ItemCodec.toWire(part.start()))
                        .setBackward(scan.backward())
                        .setLimit(scan.limit() == 0 ? 0 : scan.limit() - scannedCount)
                        .setBytesMax((int) (Limits.PAGE_BYTES_MAX - scannedBytes))
                        .setCountOnly(scan.countOnly());
        if (part.end() != null) {
            read.setEnd(ItemCodec.toWire(part.end()));
        }
        scan.filter().ifPresent(read::setFilter);
        scan.projection().ifPresent(read::setProjection);
        return read.build();
    }

    private void judge(KeyRange part, Attempt<ReadResponse> attempt) {
        try {
            switch (attempt) {
                case Attempt.Answered<ReadResponse> answered ->
                        answered(part, answered.partition(), answered.reply());
                case Attempt.Refused<ReadResponse> refused -> refused(refused);
            }
        } catch (RuntimeException bug) {
            broken(bug);
        }
    }

    private void answered(KeyRange part, Partition partition, ReadResponse reply) {
        pacing = execution.pacing();
        for (StoredItem item : reply.getItemsList()) {
            items.add(item.getItem());
        }
        count += reply.getCount();
        scannedCount += reply.getScannedCount();
        scannedBytes += reply.getScannedBytes();
        stalenessMillis = Math.max(stalenessMillis, reply.getStalenessMs());
        session = session.merge(SessionToken.of(partition.id(), reply.getAppliedIndex()));
        boolean endedEarly = !reply.getLastKey().isEmpty();
        if (endedEarly) {
            lastKey = ItemCodec.fromWire(reply.getLastKey());
        } else if (reply.getScannedCount() > 0) {
            lastKey = null;
        }
        rest = scan.rest(part, endedEarly ? lastKey : null);
        boolean full =
                (scan.limit() > 0 && scannedCount >= scan.limit())
                        || scannedBytes >= Limits.PAGE_BYTES_MAX;
        if (full && endedEarly) {
            finish(Optional.ofNullable(lastKey));
        } else if (full) {
            throw new IllegalStateException(
                    "a full page of " + partition.id() + " names no last key");
        } else {
            step();
        }
    }

    private void refused(Attempt.Refused<?> refused) {
        RequestFailure failure = refused.failure();
        long pause = ReadRun.mayRetry(failure) ? pacing.next(refused, deadline) : Pacing.GIVE_UP;
        if (pause == Pacing.GIVE_UP) {
            giveUp(failure);
        } else if (pause == 0) {
            step();
        } else {
            execution.events().retried(failure.code());
            if (!execution.after(pause, this::stepOn)) {
                giveUp(failure);
            }
        }
    }

    /// With the page as far as it came, where it has anything.
    private void giveUp(RequestFailure failure) {
        if (lastKey != null) {
            finish(Optional.of(lastKey));
        } else {
            result.completeExceptionally(new RequestFailedException(pacing.ended(failure)));
        }
    }

    private void stepOn() {
        try {
            step();
        } catch (RuntimeException bug) {
            broken(bug);
        }
    }

    private void broken(Throwable bug) {
        execution.report(bug);
        result.completeExceptionally(
                new RequestFailedException(
                        ErrorCode.INTERNAL, "internal error: " + bug.getClass().getName()));
    }

    private void finish(Optional<Bytes> last) {
        result.complete(
                new RangePage(
                        items, count, scannedCount, scannedBytes, last, session, stalenessMillis));
    }
}
