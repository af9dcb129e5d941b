package io.kvasir.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.node.partition.WriteCommand.RequestToken;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Put;
import io.kvasir.proto.internal.v1.WriteOperation;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private final Commands commands = new Commands(new Expressions());

    /// A retry by way of a router of another version may say nothing of it.
    @Test
    void howExactAReplyIsToBeDoesNotMakeItAnotherRequest() {
        WriteOperation exact = put("a");

        assertThat(token(exact.toBuilder().setBlind(true).build())).isEqualTo(token(exact));
        assertThat(token(put("b"))).isNotEqualTo(token(exact));
    }

    private RequestToken token(WriteOperation wire) {
        return commands.of(wire).token().orElseThrow();
    }

    private static WriteOperation put(String value) {
        return WriteOperation.newBuilder()
                .setKey(ItemCodec.toWire(Bytes.ofHex("01")))
                .setClientRequestToken("t")
                .setPut(
                        Put.newBuilder()
                                .setItem(ItemCodec.toBytes(Item.of("v", AttributeValue.of(value))))
                                .setSizeBytes(2))
                .build();
    }
}
