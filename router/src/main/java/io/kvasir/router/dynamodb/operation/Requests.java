package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.request.WriteReply;
import java.util.Optional;

/// What several operations' requests and replies have in common.
final class Requests {
    private Requests() {}

    static ReadOptions read(Structure request) {
        return ReadOptions.of(
                request.flag("ConsistentRead") ? Consistency.STRONG : Consistency.EVENTUAL);
    }

    static WriteOptions write(Structure request, Expressions expressions) {
        return new WriteOptions(
                expressions.condition(),
                expressions.substitutions(),
                ReturnValues.valueOf(request.text("ReturnValues", "NONE")),
                request.text("ReturnValuesOnConditionCheckFailure", "NONE").equals("ALL_OLD"),
                "",
                ConsumedCapacity.wanted(request) != ConsumedCapacity.NONE);
    }

    /// The reply of a write of one item.
    static byte[] reply(Structure request, WriteReply written) {
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        Optional<EncodedItem> attributes =
                written.attributes().filter(item -> !item.item().isEmpty());
        return JsonReply.object(reply -> {
            if (attributes.isPresent()) {
                reply.item("Attributes", attributes.get().item());
            }
            capacity.write(reply, request.text("TableName", ""), written.info().capacityUnits());
        });
    }
}
