package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Tables, as the control plane's leader makes and lists them. Futures behave as those of
/// `DataPlane`.
public interface TableAdmin {
    CompletableFuture<Table> create(
            TableName name, KeySchema schema, TableSettings settings, Deadline deadline);

    default CompletableFuture<Table> create(TableName name, KeySchema schema, Deadline deadline) {
        return create(name, schema, TableSettings.DEFAULT, deadline);
    }

    CompletableFuture<Table> update(TableName name, TableChange change, Deadline deadline);

    /// A table that serves, from the cached map where it has it. Fails with TABLE_NOT_FOUND where
    /// there is none or it does not serve.
    CompletableFuture<Table> serving(TableName name, Deadline deadline);

    /// Fails with TABLE_NOT_FOUND where there is none.
    CompletableFuture<Table> describe(TableName name, Deadline deadline);

    CompletableFuture<Table> delete(TableName name, Deadline deadline);

    /// @param after names after this one; empty: from the first
    /// @param limit 1 to 100
    CompletableFuture<TablePage> list(Optional<TableName> after, int limit, Deadline deadline);

    /// The table as the cached map has it, without asking anyone; empty where it is not known here.
    Optional<Table> cached(TableName name);

    /// @param lastEvaluatedTable where the next page begins; empty on the last page
    record TablePage(List<TableName> tables, Optional<TableName> lastEvaluatedTable) {}
}
