package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether billing mode and throughput of a table to be made go together.
final class ThroughputCheck {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final long UNITS_MAX = 1_000_000_000_000L;

    private ThroughputCheck() {}

    static void check(Structure request) {
        boolean onDemand = request.text("BillingMode", "PROVISIONED").equals("PAY_PER_REQUEST");
        @Nullable Structure throughput = request.structure("ProvisionedThroughput");
        if (onDemand && throughput != null) {
            throw DynamoDbException.validation(
                    INVALID
                            + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
                            + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && throughput == null) {
            throw DynamoDbException.validation(
                    INVALID
                            + "ReadCapacityUnits and WriteCapacityUnits must both be specified when"
                            + " BillingMode is PROVISIONED");
        }
        if (throughput != null) {
            checkBounds(throughput);
        }
        checkOnDemand(request, onDemand);
    }

    static void checkBounds(Structure throughput) {
        checkBound(throughput, "ReadCapacityUnits");
        checkBound(throughput, "WriteCapacityUnits");
    }

    private static void checkBound(Structure throughput, String member) {
        long units = Objects.requireNonNullElse(throughput.whole(member), 0L);
        if (units > UNITS_MAX) {
            throw DynamoDbException.validation(
                    "Given value " + units + " for " + member + " is out of bounds");
        }
    }

    private static void checkOnDemand(Structure request, boolean onDemand) {
        @Nullable Structure limits = request.structure("OnDemandThroughput");
        if (limits == null) {
            return;
        }
        for (String member : new String[] {"MaxReadRequestUnits", "MaxWriteRequestUnits"}) {
            @Nullable Long units = limits.whole(member);
            if (units != null && !onDemand) {
                throw DynamoDbException.validation(
                        INVALID
                                + member
                                + " for OnDemandThroughput cannot be specified when table"
                                + " BillingMode is PROVISIONED.");
            }
            if (units != null && units < 1) {
                throw DynamoDbException.validation(
                        INVALID
                                + "Requested "
                                + member
                                + " for OnDemandThroughput for table is outside of valid range");
            }
        }
    }
}
