package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;

/// The capacity that an account and a table may be given: here what the service gives a new account
/// in its largest region, since a cluster has no accounts to limit.
final class DescribeLimits implements Operation {
    private static final long ACCOUNT_UNITS_MAX = 80_000;
    private static final long TABLE_UNITS_MAX = 40_000;
    private static final Shape.Structure INPUT = Shape.structure("DescribeLimitsInput");

    @Override
    public String name() {
        return "DescribeLimits";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        return JsonReply.object(reply -> {
            reply.whole("AccountMaxReadCapacityUnits", ACCOUNT_UNITS_MAX);
            reply.whole("AccountMaxWriteCapacityUnits", ACCOUNT_UNITS_MAX);
            reply.whole("TableMaxReadCapacityUnits", TABLE_UNITS_MAX);
            reply.whole("TableMaxWriteCapacityUnits", TABLE_UNITS_MAX);
        });
    }
}
