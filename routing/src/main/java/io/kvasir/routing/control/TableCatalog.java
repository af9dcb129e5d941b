package io.kvasir.routing.control;

import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.routing.map.MapCache;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tables by name: from the map, and of the control plane where the map has none, since a table
/// just made elsewhere may not have reached it. Of many who miss the same table one asks, and an
/// answer that there is none stands for a moment.
public final class TableCatalog {
    private static final int MISSES_MAX = 256;
    private static final long LOOKUP_MILLIS_MAX = 2_000;
    private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MapCache cache;
    private final ControlPlane controlPlane;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<TableName, CompletableFuture<Table>> lookups =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<TableName, Long> absentUntil = new ConcurrentHashMap<>();

    public TableCatalog(MapCache cache, ControlPlane controlPlane, LongSupplier nanoTime) {
        this.cache = cache;
        this.controlPlane = controlPlane;
        this.nanoTime = nanoTime;
    }

    /// A table that serves. Ends with TABLE_NOT_FOUND where there is none or it does not serve, and
    /// with UNAVAILABLE where that cannot be told.
    public CompletableFuture<Table> serving(TableName name, Deadline deadline) {
        Optional<Table> known = cache.map().table(name);
        if (known.isPresent() && serves(known.get())) {
            return CompletableFuture.completedFuture(known.get());
        }
        if (isAbsent(name)) {
            return CompletableFuture.failedFuture(notFound(name));
        }
        return describe(name, deadline)
                .thenApply(table -> {
                    if (!serves(table)) {
                        throw notFound(name);
                    }
                    return table;
                });
    }

    /// A storage node no longer knows the table's keys: the next request asks the control plane.
    public void forget(TableName name) {
        cache.forgetTable(name);
    }

    private CompletableFuture<Table> describe(TableName name, Deadline deadline) {
        if (lookups.size() >= MISSES_MAX) {
            return CompletableFuture.failedFuture(
                    new RequestFailedException(
                            ErrorCode.UNAVAILABLE,
                            "too many unknown tables are asked for at once"));
        }
        CompletableFuture<Table> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<Table> other = lookups.putIfAbsent(name, mine);
        if (other != null) {
            return other;
        }
        Deadline until = deadline.minimum(Deadline.after(LOOKUP_MILLIS_MAX, TimeUnit.MILLISECONDS));
        var request = DescribeTableRequest.newBuilder().setTable(name.value()).build();
        var unused =
                controlPlane
                        .call(TablesGrpc.getDescribeTableMethod(), request, false, until)
                        .whenComplete((reply, thrown) -> {
                            lookups.remove(name, mine);
                            if (thrown != null) {
                                missed(name, thrown);
                                mine.completeExceptionally(thrown);
                            } else {
                                Table table = ClusterCodec.fromWire(reply.getTable());
                                cache.learnTable(table);
                                mine.complete(table);
                            }
                        });
        return mine;
    }

    private void missed(TableName name, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof RequestFailedException failed
                && failed.code() == ErrorCode.TABLE_NOT_FOUND) {
            if (absentUntil.size() >= MISSES_MAX) {
                absentUntil.clear();
            }
            absentUntil.put(name, nanoTime.getAsLong() + ABSENT_NANOS);
        }
    }

    private boolean isAbsent(TableName name) {
        @Nullable Long until = absentUntil.get(name);
        if (until != null && until - nanoTime.getAsLong() <= 0) {
            absentUntil.remove(name, until);
            return false;
        }
        return until != null;
    }

    /// A table made just now is there at once.
    public void learn(Table table) {
        absentUntil.remove(table.name());
        cache.learnTable(table);
    }

    private static boolean serves(Table table) {
        return table.state() == Table.State.ACTIVE || table.state() == Table.State.UPDATING;
    }

    private static RequestFailedException notFound(TableName name) {
        return new RequestFailedException(
                ErrorCode.TABLE_NOT_FOUND,
                "Requested resource not found: Table: " + name + " not found");
    }
}
