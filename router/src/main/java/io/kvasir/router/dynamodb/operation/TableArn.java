package io.kvasir.router.dynamodb.operation;

/// How tables are named to clients that want an ARN.
///
/// @param region as clients are configured
/// @param account twelve digits
public record TableArn(String region, String account) {
    /// For a cluster without a name of its own: the account that AWS's documentation uses.
    public static final TableArn DEFAULT = new TableArn("us-east-1", "123456789012");

    String of(String table) {
        return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table;
    }
}
