package io.kvasir.router.dynamodb.operation;

import io.kvasir.routing.DataPlane;
import io.kvasir.routing.TableAdmin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All operations of the service: those that are answered, and those that are named as not
/// supported.
public final class Operations {
    /// Of the service's model, answered with UnknownOperationException: backups and export, global
    /// tables, resource policies, contributor insights, Kinesis, vector search, and what later
    /// versions bring.
    public static final Set<String> NOT_SUPPORTED =
            Set.of(
                    "CreateBackup",
                    "CreateGlobalTable",
                    "DeleteBackup",
                    "DeleteResourcePolicy",
                    "DescribeBackup",
                    "DescribeContributorInsights",
                    "DescribeExport",
                    "DescribeGlobalTable",
                    "DescribeGlobalTableSettings",
                    "DescribeImport",
                    "DescribeKinesisStreamingDestination",
                    "DescribeTableReplicaAutoScaling",
                    "DisableKinesisStreamingDestination",
                    "EnableKinesisStreamingDestination",
                    "ExportTableToPointInTime",
                    "GetResourcePolicy",
                    "ImportTable",
                    "ListBackups",
                    "ListContributorInsights",
                    "ListExports",
                    "ListGlobalTables",
                    "ListImports",
                    "PutResourcePolicy",
                    "RestoreTableFromBackup",
                    "RestoreTableToPointInTime",
                    "SearchVectors",
                    "UpdateContinuousBackups",
                    "UpdateContributorInsights",
                    "UpdateGlobalTable",
                    "UpdateGlobalTableSettings",
                    "UpdateKinesisStreamingDestination",
                    "UpdateTableReplicaAutoScaling");

    private final Map<String, Operation> byName = new LinkedHashMap<>();

    private Operations(List<Operation> operations) {
        operations.forEach(operation -> byName.put(operation.name(), operation));
    }

    /// Those that need nothing of the cluster.
    public static Operations standalone() {
        return new Operations(List.of(new DescribeEndpoints(), new DescribeLimits()));
    }

    /// Those on tables and items, besides.
    ///
    /// @param timeout of one request, after which it ends with an error
    public static Operations of(
            DataPlane items, TableAdmin tables, TableArn arn, Duration timeout) {
        Core core = new Core(items, tables, timeout);
        return new Operations(
                List.of(
                        new DescribeEndpoints(),
                        new DescribeLimits(),
                        new GetItemOperation(core),
                        new PutItemOperation(core),
                        new UpdateItemOperation(core),
                        new DeleteItemOperation(core),
                        new QueryOperation(core),
                        new ScanOperation(core),
                        new BatchGetItemOperation(core),
                        new BatchWriteItemOperation(core),
                        new TransactGetItemsOperation(core),
                        new TransactWriteItemsOperation(core),
                        new ExecuteStatementOperation(core),
                        new BatchExecuteStatementOperation(core),
                        new ExecuteTransactionOperation(core),
                        new CreateTableOperation(core, arn),
                        new DescribeTableOperation(core, arn),
                        new DeleteTableOperation(core, arn),
                        new ListTablesOperation(core),
                        new UpdateTableOperation(core, arn),
                        new TagResourceOperation(core, arn),
                        new UntagResourceOperation(core, arn),
                        new ListTagsOfResourceOperation(core, arn),
                        new UpdateTimeToLiveOperation(core),
                        new DescribeTimeToLiveOperation(core),
                        new DescribeContinuousBackupsOperation(core)));
    }

    public @Nullable Operation find(String name) {
        return byName.get(name);
    }

    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }
}
