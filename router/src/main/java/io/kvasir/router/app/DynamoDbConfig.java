package io.kvasir.router.app;

import io.kvasir.router.dynamodb.operation.TableArn;
import io.kvasir.runtime.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/// What the DynamoDB endpoint is started with.
///
/// @param region in the ARNs of tables; clients may sign for any
/// @param account in the ARNs of tables: twelve digits
/// @param credentials file with an access key id and its secret on each line; without it any
///   credentials are accepted
public record DynamoDbConfig(String region, String account, Optional<Path> credentials) {
    public static final DynamoDbConfig DEFAULT =
            new DynamoDbConfig(
                    TableArn.DEFAULT.region(), TableArn.DEFAULT.account(), Optional.empty());

    static DynamoDbConfig from(Settings settings) {
        String credentials = settings.text("dynamodb-credentials", "");
        return new DynamoDbConfig(
                settings.text("dynamodb-region", DEFAULT.region()),
                settings.text("dynamodb-account", DEFAULT.account()),
                credentials.isEmpty() ? Optional.empty() : Optional.of(Path.of(credentials)));
    }

    TableArn arn() {
        return new TableArn(region, account);
    }
}
