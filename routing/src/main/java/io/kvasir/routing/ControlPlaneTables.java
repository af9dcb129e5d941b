package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.TableSettingsCodec;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.DeleteTableRequest;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.TableResponse;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.routing.control.ControlPlane;
import io.kvasir.routing.control.TableCatalog;
import io.kvasir.routing.map.MapCache;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Passes requests on tables to the control plane's leader and keeps what it says.
final class ControlPlaneTables implements TableAdmin {
    private static final int PAGE_MAX = 100;

    private final ControlPlane controlPlane;
    private final TableCatalog catalog;
    private final MapCache cache;

    ControlPlaneTables(ControlPlane controlPlane, TableCatalog catalog, MapCache cache) {
        this.controlPlane = controlPlane;
        this.catalog = catalog;
        this.cache = cache;
    }

    @Override
    public CompletableFuture<Table> create(
            TableName name, KeySchema schema, TableSettings settings, Deadline deadline) {
        var request =
                CreateTableRequest.newBuilder()
                        .setTable(name.value())
                        .setKeySchema(ClusterCodec.toWire(schema))
                        .setSettings(TableSettingsCodec.toWire(settings))
                        .build();
        return learned(
                controlPlane.call(TablesGrpc.getCreateTableMethod(), request, true, deadline));
    }

    @Override
    public CompletableFuture<Table> update(TableName name, TableChange change, Deadline deadline) {
        var request = TableSettingsCodec.toWire(name, change);
        return learned(
                controlPlane.call(TablesGrpc.getUpdateTableMethod(), request, true, deadline));
    }

    @Override
    public CompletableFuture<Table> serving(TableName name, Deadline deadline) {
        return catalog.serving(name, deadline);
    }

    @Override
    public CompletableFuture<Table> describe(TableName name, Deadline deadline) {
        var request = DescribeTableRequest.newBuilder().setTable(name.value()).build();
        return learned(
                controlPlane.call(TablesGrpc.getDescribeTableMethod(), request, false, deadline));
    }

    @Override
    public CompletableFuture<Table> delete(TableName name, Deadline deadline) {
        var request = DeleteTableRequest.newBuilder().setTable(name.value()).build();
        return controlPlane
                .call(TablesGrpc.getDeleteTableMethod(), request, true, deadline)
                .thenApply(reply -> {
                    catalog.forget(name);
                    return ClusterCodec.fromWire(reply.getTable());
                });
    }

    @Override
    public CompletableFuture<TablePage> list(
            Optional<TableName> after, int limit, Deadline deadline) {
        if (limit < 1 || limit > PAGE_MAX) {
            return CompletableFuture.failedFuture(
                    new InvalidArgumentException(
                            "limit is " + limit + "; it must be 1 to " + PAGE_MAX));
        }
        var request =
                ListTablesRequest.newBuilder()
                        .setExclusiveStartTable(after.map(TableName::value).orElse(""))
                        .setLimit(limit)
                        .build();
        return controlPlane
                .call(TablesGrpc.getListTablesMethod(), request, false, deadline)
                .thenApply(reply ->
                        new TablePage(
                                reply.getTablesList().stream().map(TableName::new).toList(),
                                reply.getLastEvaluatedTable().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(
                                                new TableName(reply.getLastEvaluatedTable()))));
    }

    @Override
    public Optional<Table> cached(TableName name) {
        return cache.map().table(name);
    }

    private CompletableFuture<Table> learned(CompletableFuture<TableResponse> reply) {
        return reply.thenApply(response -> {
            Table table = ClusterCodec.fromWire(response.getTable());
            catalog.learn(table);
            return table;
        });
    }
}
