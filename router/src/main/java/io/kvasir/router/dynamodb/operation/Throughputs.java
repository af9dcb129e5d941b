package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.Capacity;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `BillingMode`, `ProvisionedThroughput` and `OnDemandThroughput` of a request: whether they go
/// together, and the capacity that they ask for.
final class Throughputs {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final long UNITS_MAX = 1_000_000_000_000L;

    private Throughputs() {}

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

    /// What a checked request asks for.
    static Capacity capacity(Structure request) {
        @Nullable Structure provisioned = request.structure("ProvisionedThroughput");
        if (provisioned != null) {
            return new Capacity.Provisioned(
                    units(provisioned, "ReadCapacityUnits"),
                    units(provisioned, "WriteCapacityUnits"));
        }
        @Nullable Structure limits = request.structure("OnDemandThroughput");
        return limits == null
                ? Capacity.OnDemand.UNLIMITED
                : new Capacity.OnDemand(
                        Math.max(0, units(limits, "MaxReadRequestUnits")),
                        Math.max(0, units(limits, "MaxWriteRequestUnits")));
    }

    static long units(Structure throughput, String member) {
        return Objects.requireNonNullElse(throughput.whole(member), 0L);
    }

    static void checkBounds(Structure throughput) {
        checkBound(throughput, "ReadCapacityUnits");
        checkBound(throughput, "WriteCapacityUnits");
    }

    private static void checkBound(Structure throughput, String member) {
        long units = units(throughput, member);
        if (units > UNITS_MAX) {
            throw DynamoDbException.validation(
                    "Given value " + units + " for " + member + " is out of bounds");
        }
    }

    private static void checkOnDemand(Structure request, boolean onDemand) {
        checkOnDemand(request, onDemand, "table BillingMode is PROVISIONED.", false);
    }

    /// In the words of an update, where -1 takes a maximum away.
    static void checkOnDemandUpdate(Structure request, boolean onDemand) {
        checkOnDemand(request, onDemand, "the table BillingMode is PROVISIONED", true);
    }

    private static void checkOnDemand(
            Structure request, boolean onDemand, String whenProvisioned, boolean removable) {
        @Nullable Structure limits = request.structure("OnDemandThroughput");
        if (limits == null) {
            return;
        }
        for (String member : List.of("MaxReadRequestUnits", "MaxWriteRequestUnits")) {
            @Nullable Long units = limits.whole(member);
            if (units != null && !onDemand) {
                throw DynamoDbException.validation(
                        INVALID
                                + member
                                + " for OnDemandThroughput cannot be specified when "
                                + whenProvisioned);
            }
            if (units != null && units < 1 && !(removable && units == -1)) {
                throw DynamoDbException.validation(
                        INVALID
                                + "Requested "
                                + member
                                + " for OnDemandThroughput for table is outside of valid range");
            }
        }
    }
}
