package io.kvasir.control.service;

import io.grpc.stub.StreamObserver;
import io.kvasir.control.log.CommandLog;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Reply;
import io.kvasir.control.state.TableEntry;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.TableSettingsCodec;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.DeleteTableRequest;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.ListTablesResponse;
import io.kvasir.proto.v1.TableResponse;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.proto.v1.UpdateTableRequest;
import java.time.InstantSource;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.function.Supplier;

/// kvasir.v1.Tables. Answers are linearizable: writes are committed, reads pass the read fence.
public final class TablesService extends TablesGrpc.TablesImplBase {
    private static final int LIST_MAX = 100;

    private final CommandLog commands;
    private final LeaderGate gate;
    private final Supplier<ClusterState> state;
    private final InstantSource clock;

    public TablesService(
            CommandLog commands,
            LeaderGate gate,
            Supplier<ClusterState> state,
            InstantSource clock) {
        this.commands = commands;
        this.gate = gate;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public void createTable(CreateTableRequest request, StreamObserver<TableResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    String token = request.getClientRequestToken();
                    int tokenBytes = ItemSize.utf8Length(token);
                    if (tokenBytes > Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX) {
                        throw new InvalidArgumentException(
                                "client_request_token has "
                                        + tokenBytes
                                        + " bytes; the limit is "
                                        + Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX);
                    }
                    return run(
                            new Command.CreateTable(
                                    new TableName(request.getTable()),
                                    ClusterCodec.fromWire(request.getKeySchema()),
                                    TableSettingsCodec.fromWire(request.getSettings()),
                                    UUID.randomUUID().toString(),
                                    token,
                                    clock.instant()));
                });
    }

    @Override
    public void updateTable(UpdateTableRequest request, StreamObserver<TableResponse> reply) {
        Calls.answer(
                reply,
                () ->
                        run(
                                new Command.UpdateTable(
                                        new TableName(request.getTable()),
                                        TableSettingsCodec.fromWire(request))));
    }

    @Override
    public void deleteTable(DeleteTableRequest request, StreamObserver<TableResponse> reply) {
        Calls.answer(reply, () -> run(new Command.DeleteTable(new TableName(request.getTable()))));
    }

    private TableResponse run(Command command) throws InterruptedException {
        return switch (Calls.run(commands, gate, command)) {
            case Reply.OfTable(Table table) -> response(table);
            case Reply.Done _, Reply.OfSplit _, Reply.OfMerge _, Reply.Refused _ ->
                    throw new IllegalStateException(command + " has no table for a reply");
        };
    }

    @Override
    public void describeTable(DescribeTableRequest request, StreamObserver<TableResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    TableName name = new TableName(request.getTable());
                    gate.fence();
                    TableEntry entry =
                            state.get()
                                    .table(name)
                                    .orElseThrow(() ->
                                            new RequestFailedException(
                                                    ErrorCode.TABLE_NOT_FOUND,
                                                    "Table not found: " + name));
                    return response(entry.table());
                });
    }

    @Override
    public void listTables(ListTablesRequest request, StreamObserver<ListTablesResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    int limit = request.getLimit() == 0 ? LIST_MAX : request.getLimit();
                    if (limit < 1 || limit > LIST_MAX) {
                        throw new InvalidArgumentException(
                                "limit is "
                                        + Integer.toUnsignedString(limit)
                                        + "; it must be from 1 to "
                                        + LIST_MAX);
                    }
                    gate.fence();
                    return page(state.get().tables(), request.getExclusiveStartTable(), limit);
                });
    }

    private static ListTablesResponse page(
            NavigableMap<TableName, TableEntry> all, String after, int limit) {
        NavigableMap<TableName, TableEntry> rest =
                after.isEmpty() ? all : all.tailMap(new TableName(after), false);
        ListTablesResponse.Builder page = ListTablesResponse.newBuilder();
        for (TableName name : rest.keySet()) {
            if (page.getTablesCount() == limit) {
                return page.setLastEvaluatedTable(page.getTables(limit - 1)).build();
            }
            page.addTables(name.value());
        }
        return page.build();
    }

    private static TableResponse response(Table table) {
        return TableResponse.newBuilder().setTable(ClusterCodec.toWire(table)).build();
    }
}
