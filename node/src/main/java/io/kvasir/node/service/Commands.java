package io.kvasir.node.service;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.BoundUpdate;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteCommand.Change;
import io.kvasir.node.partition.WriteCommand.RequestToken;
import io.kvasir.node.partition.WriteCommand.ReturnedAttributes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/// From the wire's operations to what the leader evaluates.
public final class Commands {
    private final Expressions expressions;

    public Commands(Expressions expressions) {
        this.expressions = expressions;
    }

    /// @throws InvalidArgumentException where an expression or a field is malformed
    public WriteCommand of(WriteOperation wire) {
        Change change =
                switch (wire.getWriteCase()) {
                    case PUT -> put(wire.getPut());
                    case UPDATE ->
                            new Change.Update(
                                    update(wire.getUpdate()),
                                    ItemCodec.fromWire(wire.getUpdate().getKey()));
                    case DELETE -> new Change.Delete();
                    case WRITE_NOT_SET ->
                            throw new InvalidArgumentException(
                                    "the operation is none of put, update and delete");
                };
        return new WriteCommand(
                ItemCodec.fromWire(wire.getKey()),
                token(wire),
                change,
                wire.hasCondition()
                        ? Optional.of(expressions.condition(wire.getCondition()))
                        : Optional.empty(),
                returned(wire),
                wire.getReturnItemOnConditionFailure(),
                wire.getBlind());
    }

    /// Without an expression it changes nothing but that the item is there.
    private BoundUpdate update(Update update) {
        return update.hasExpression()
                ? expressions.update(update.getExpression())
                : BoundUpdate.NONE;
    }

    private static Change put(Put put) {
        if (put.getSizeBytes() <= 0) {
            throw new InvalidArgumentException(
                    "size_bytes of the put item is "
                            + put.getSizeBytes()
                            + "; it must be positive");
        }
        return new Change.Put(ItemCodec.fromWire(put.getItem()), put.getSizeBytes());
    }

    private static ReturnedAttributes returned(WriteOperation wire) {
        return switch (wire.getReturnValues()) {
            case NONE -> ReturnedAttributes.NONE;
            case ALL_OLD -> ReturnedAttributes.ALL_OLD;
            case UPDATED_OLD -> ReturnedAttributes.UPDATED_OLD;
            case ALL_NEW -> ReturnedAttributes.ALL_NEW;
            case UPDATED_NEW -> ReturnedAttributes.UPDATED_NEW;
            case UNRECOGNIZED ->
                    throw new InvalidArgumentException(
                            "return_values has the unknown value " + wire.getReturnValuesValue());
        };
    }

    private static Optional<RequestToken> token(WriteOperation wire) {
        if (wire.getClientRequestToken().isEmpty()) {
            return Optional.empty();
        }
        int bytes = wire.getClientRequestTokenBytes().size();
        if (bytes > Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX) {
            throw new InvalidArgumentException(
                    "client_request_token has "
                            + bytes
                            + " bytes; the limit is "
                            + Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX);
        }
        return Optional.of(new RequestToken(wire.getClientRequestToken(), fingerprint(wire)));
    }

    /// The same for the same request, whatever order its maps came in: a retry may have been put
    /// together anew. How exact a reply is to be is no part of it: a retry by way of a router of
    /// another version may say nothing of that.
    private static long fingerprint(WriteOperation wire) {
        WriteOperation.Builder rest = wire.toBuilder().clearClientRequestToken().clearBlind();
        long item = 0;
        if (wire.hasPut()) {
            item = unordered(wire.getPut().getItem());
            rest.getPutBuilder().clearItem();
        }
        byte[] bytes = new byte[rest.build().getSerializedSize()];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            rest.build().writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a message does not fit its own size", e);
        }
        HashStream64 hash = Hashing.xxh3_64().hashStream().putBytes(bytes);
        return hash.putLong(item).getAsLong();
    }

    /// A sum over the item's attributes.
    private static long unordered(ByteString item) {
        long sum = 0;
        try {
            CodedInputStream in = item.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                sum += Hashing.xxh3_64().hashBytesToLong(in.readByteArray());
            }
        } catch (IOException e) {
            throw new InvalidArgumentException("the put item is no item: " + e.getMessage());
        }
        return sum;
    }
}
