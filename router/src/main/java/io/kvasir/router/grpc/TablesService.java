package io.kvasir.router.grpc;

import io.grpc.stub.StreamObserver;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.DeleteTableRequest;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.ListTablesResponse;
import io.kvasir.proto.v1.TableResponse;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.proto.v1.UpdateTableRequest;
import io.kvasir.routing.RoutingCore;
import java.util.concurrent.CompletableFuture;

/// `kvasir.v1.Tables`: passes requests on to the control plane's leader, and takes what it says of
/// a table into the cached map at once.
public final class TablesService extends TablesGrpc.TablesImplBase {
    private final RoutingCore core;
    private final Door door;

    public TablesService(RoutingCore core, Door door) {
        this.core = core;
        this.door = door;
    }

    @Override
    public void createTable(CreateTableRequest request, StreamObserver<TableResponse> observer) {
        door.answer(
                "CreateTable",
                observer,
                deadline ->
                        learned(
                                core.controlPlane()
                                        .call(
                                                TablesGrpc.getCreateTableMethod(),
                                                request,
                                                true,
                                                deadline)));
    }

    @Override
    public void updateTable(UpdateTableRequest request, StreamObserver<TableResponse> observer) {
        door.answer(
                "UpdateTable",
                observer,
                deadline ->
                        learned(
                                core.controlPlane()
                                        .call(
                                                TablesGrpc.getUpdateTableMethod(),
                                                request,
                                                true,
                                                deadline)));
    }

    @Override
    public void describeTable(
            DescribeTableRequest request, StreamObserver<TableResponse> observer) {
        door.answer(
                "DescribeTable",
                observer,
                deadline ->
                        learned(
                                core.controlPlane()
                                        .call(
                                                TablesGrpc.getDescribeTableMethod(),
                                                request,
                                                false,
                                                deadline)));
    }

    @Override
    public void listTables(ListTablesRequest request, StreamObserver<ListTablesResponse> observer) {
        door.answer(
                "ListTables",
                observer,
                deadline ->
                        core.controlPlane()
                                .call(TablesGrpc.getListTablesMethod(), request, false, deadline));
    }

    @Override
    public void deleteTable(DeleteTableRequest request, StreamObserver<TableResponse> observer) {
        door.answer(
                "DeleteTable",
                observer,
                deadline ->
                        core.controlPlane()
                                .call(TablesGrpc.getDeleteTableMethod(), request, true, deadline)
                                .thenApply(reply -> {
                                    core.catalog().forget(new TableName(request.getTable()));
                                    return reply;
                                }));
    }

    private CompletableFuture<TableResponse> learned(CompletableFuture<TableResponse> reply) {
        return reply.thenApply(response -> {
            core.catalog().learn(ClusterCodec.fromWire(response.getTable()));
            return response;
        });
    }
}
