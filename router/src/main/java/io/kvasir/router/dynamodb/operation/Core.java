package io.kvasir.router.dynamodb.operation;

import io.grpc.Deadline;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ExpressionCache;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.validation.ExpressionCheck;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.TableAdmin;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The routing core as operations use it: blocking, within the request's time, and failing in the
/// service's words.
final class Core {
    private static final String NOT_FOUND = "Requested resource not found";

    private final DataPlane items;
    private final TableAdmin tables;
    private final Duration timeout;
    private final ExpressionCheck expressions = new ExpressionCheck(new ExpressionCache());

    Core(DataPlane items, TableAdmin tables, Duration timeout) {
        this.items = items;
        this.tables = tables;
        this.timeout = timeout;
    }

    DataPlane items() {
        return items;
    }

    TableAdmin tables() {
        return tables;
    }

    ExpressionCheck expressions() {
        return expressions;
    }

    /// @throws DynamoDbException as the request fails
    <T> T await(Function<Deadline, CompletableFuture<T>> ask) {
        try {
            return DataPlane.await(ask.apply(deadline()));
        } catch (RequestFailedException e) {
            throw ErrorMapping.exception(e.failure());
        }
    }

    /// A table that serves items.
    ///
    /// @throws DynamoDbException ResourceNotFoundException where there is none
    Table serving(TableName name) {
        return await(by -> tables.serving(name, by));
    }

    /// A table in any state, as the control plane has it; as it was last known where that does not
    /// answer.
    ///
    /// @throws DynamoDbException ResourceNotFoundException where there is none, with its name
    Table described(TableName name) {
        try {
            return DataPlane.await(tables.describe(name, deadline()));
        } catch (RequestFailedException e) {
            Optional<Table> cached = tables.cached(name);
            if (e.code() == ErrorCode.UNAVAILABLE && cached.isPresent()) {
                return cached.get();
            }
            throw tableFailure(e, name);
        }
    }

    /// @throws DynamoDbException as the request fails, with the table's name where it is missing
    <T> T awaitTable(TableName name, Function<Deadline, CompletableFuture<T>> ask) {
        try {
            return DataPlane.await(ask.apply(deadline()));
        } catch (RequestFailedException e) {
            throw tableFailure(e, name);
        }
    }

    private static DynamoDbException tableFailure(RequestFailedException e, TableName name) {
        return switch (e.code()) {
            case TABLE_NOT_FOUND -> notFound(name.value());
            case TABLE_ALREADY_EXISTS ->
                    DynamoDbException.of(
                            DynamoDbErrorType.RESOURCE_IN_USE, "Table already exists: " + name);
            default -> ErrorMapping.exception(e.failure());
        };
    }

    static DynamoDbException notFound(String table) {
        return DynamoDbException.of(
                DynamoDbErrorType.RESOURCE_NOT_FOUND,
                NOT_FOUND + ": Table: " + table + " not found");
    }

    private Deadline deadline() {
        return Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The name in a request that passed its constraints: a name or a table's ARN.
    ///
    /// @throws DynamoDbException ResourceNotFoundException where no table can have that name
    static TableName name(String nameOrArn) {
        String name = nameOrArn;
        if (nameOrArn.startsWith("arn:")) {
            int slash = nameOrArn.indexOf(":table/");
            name = slash < 0 ? "" : nameOrArn.substring(slash + ":table/".length());
        }
        if (name.length() < Limits.TABLE_NAME_CHARS_MIN || name.indexOf('/') >= 0) {
            throw DynamoDbException.of(DynamoDbErrorType.RESOURCE_NOT_FOUND, NOT_FOUND);
        }
        return new TableName(name);
    }
}
