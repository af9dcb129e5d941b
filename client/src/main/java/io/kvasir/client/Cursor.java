package io.kvasir.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import io.kvasir.proto.ItemCodec;
import java.util.Base64;

/// Where the next page of a query or scan begins, as opaque text that can be kept and used by
/// another process.
public record Cursor(String text) {
    static Cursor of(io.kvasir.proto.v1.Item lastEvaluatedKey) {
        return new Cursor(
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(lastEvaluatedKey.toByteArray()));
    }

    /// After the item with this key.
    public static Cursor after(Item key) {
        return of(ItemCodec.toWire(key));
    }

    io.kvasir.proto.v1.Item key() {
        try {
            return io.kvasir.proto.v1.Item.parseFrom(Base64.getUrlDecoder().decode(text));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidArgumentException(
                    "the cursor is not one that a page gave: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
