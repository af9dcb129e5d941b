package io.kvasir.router.dynamodb.operation;

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
                    "BatchExecuteStatement",
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
                    "ExecuteStatement",
                    "ExecuteTransaction",
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
                    "TransactGetItems",
                    "TransactWriteItems",
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

    public @Nullable Operation find(String name) {
        return byName.get(name);
    }

    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }
}
