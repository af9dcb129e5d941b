package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `ResourceArn` of the operations on tags, which must be a table's.
final class ResourceArn {
    private static final int ACCOUNT = 4;
    private static final Pattern TABLE =
            Pattern.compile("arn:aws[a-z-]*:dynamodb:.+:\\d+:table/([^/]{3,})");

    private ResourceArn() {}

    /// Whether it can be one of this account: what belongs to another is nobody's business here.
    static String requireArn(Structure request, String operation, TableArn here) {
        @Nullable String arn = request.text("ResourceArn");
        if (arn == null) {
            throw DynamoDbException.validation("Invalid TableArn");
        }
        String[] parts = arn.split(":", -1);
        if (parts.length > ACCOUNT && !parts[ACCOUNT].equals(here.account())) {
            throw DynamoDbException.of(
                    DynamoDbErrorType.ACCESS_DENIED,
                    "User: arn:aws:iam::"
                            + here.account()
                            + ":user/kvasir is not authorized to perform: dynamodb:"
                            + operation
                            + " on resource: "
                            + arn);
        }
        return arn;
    }

    static TableName requireTable(String arn) {
        var parts = TABLE.matcher(arn);
        if (parts.matches()) {
            try {
                return new TableName(parts.group(1));
            } catch (InvalidArgumentException e) {
                throw invalid(arn);
            }
        }
        throw invalid(arn);
    }

    private static DynamoDbException invalid(String arn) {
        return DynamoDbException.validation(
                "Invalid TableArn: Invalid ResourceArn provided as input " + arn);
    }

    /// A missing table, in the words of these operations.
    static DynamoDbException inWords(DynamoDbException e, String message) {
        return e.error().type() == DynamoDbErrorType.RESOURCE_NOT_FOUND
                ? DynamoDbException.of(DynamoDbErrorType.RESOURCE_NOT_FOUND, message)
                : e;
    }

    static String notFound(String arn) {
        return "Requested resource not found: ResourcArn: " + arn + " not found";
    }
}
