package io.kvasir.routing.partiql;

import com.google.protobuf.ByteString;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.proto.ItemCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Where a SELECT goes on.
///
/// @param query which of the statement's queries, from 0
/// @param after the last key that was read in it; empty: from its beginning
public record Position(int query, Optional<Item> after) {
    public static final Position START = new Position(0, Optional.empty());

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + Integer.BYTES + Integer.BYTES;

    /// As `NextToken` carries it.
    ///
    /// @param fingerprint of the statement that it belongs to
    public String token(int fingerprint) {
        byte[] key =
                after.map(item -> ItemCodec.toBytes(item).toByteArray())
                        .orElseGet(() -> new byte[0]);
        ByteBuffer bytes =
                ByteBuffer.allocate(HEAD_BYTES + key.length)
                        .put(VERSION)
                        .putInt(fingerprint)
                        .putInt(query)
                        .put(key);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /// @throws InvalidArgumentException where the token is none of this statement's
    public static Position ofToken(String token, int fingerprint) {
        ByteBuffer bytes = decoded(token);
        if (bytes.remaining() < HEAD_BYTES || bytes.get() != VERSION) {
            throw new InvalidArgumentException("Invalid NextToken");
        }
        if (bytes.getInt() != fingerprint) {
            throw new InvalidArgumentException("NextToken does not match request");
        }
        int query = bytes.getInt();
        if (query < 0) {
            throw new InvalidArgumentException("Invalid NextToken");
        }
        return new Position(
                query,
                bytes.hasRemaining()
                        ? Optional.of(ItemCodec.fromBytes(ByteString.copyFrom(bytes)))
                        : Optional.empty());
    }

    private static ByteBuffer decoded(String token) {
        try {
            return ByteBuffer.wrap(
                    Base64.getDecoder().decode(token.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException("Invalid NextToken");
        }
    }

    /// Tells statements apart, so that a token is not taken for another's by accident.
    public static int fingerprint(String text, List<AttributeValue> parameters) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        for (AttributeValue parameter : parameters) {
            sum.update(ItemCodec.toWire(parameter).toByteArray());
        }
        return (int) sum.getValue();
    }
}
