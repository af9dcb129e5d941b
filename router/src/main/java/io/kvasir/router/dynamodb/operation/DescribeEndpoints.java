package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;

/// Where clients with endpoint discovery should go: here.
final class DescribeEndpoints implements Operation {
    private static final long CACHE_MINUTES = 1440;
    private static final Shape.Structure INPUT = Shape.structure("DescribeEndpointsRequest");

    @Override
    public String name() {
        return "DescribeEndpoints";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        return JsonReply.object(reply -> {
            reply.startList("Endpoints");
            reply.startObject();
            reply.text("Address", call.host());
            reply.whole("CachePeriodInMinutes", CACHE_MINUTES);
            reply.endObject();
            reply.endList();
        });
    }
}
