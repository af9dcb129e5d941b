package io.kvasir.cli.tour;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An item's content as 32 bytes (SHA-256): equal items have equal digests, whatever the order of
/// their attributes and set elements. So a whole table's content can be kept in memory.
record ItemDigest(ByteBuffer value) {
    static ItemDigest of(Item item) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            addMap(digest, item.attributes());
            return new ItemDigest(ByteBuffer.wrap(digest.digest()).asReadOnlyBuffer());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, AttributeValue value) {
        addText(digest, value.typeName());
        switch (value) {
            case AttributeValue.StringValue text -> addText(digest, text.value());
            case AttributeValue.NumberValue number -> addText(digest, number.value().toString());
            case AttributeValue.BinaryValue binary -> addBytes(digest, binary.value().array());
            case AttributeValue.BoolValue bool -> addText(digest, Boolean.toString(bool.value()));
            case AttributeValue.NullValue none -> addText(digest, "");
            case AttributeValue.ListValue list -> {
                addCount(digest, list.elements().size());
                list.elements().forEach(element -> add(digest, element));
            }
            case AttributeValue.MapValue map -> addMap(digest, map.entries());
            case AttributeValue.StringSet set ->
                    addTexts(digest, set.elements().stream().sorted().toList());
            case AttributeValue.NumberSet set ->
                    addTexts(
                            digest,
                            set.elements().stream().sorted().map(Decimal::toString).toList());
            case AttributeValue.BinarySet set ->
                    addTexts(digest, set.elements().stream().sorted().map(b -> b.toHex()).toList());
        }
    }

    private static void addMap(MessageDigest digest, Map<String, AttributeValue> entries) {
        addCount(digest, entries.size());
        new TreeMap<>(entries)
                .forEach((name, value) -> {
                    addText(digest, name);
                    add(digest, value);
                });
    }

    private static void addTexts(MessageDigest digest, List<String> texts) {
        addCount(digest, texts.size());
        texts.forEach(text -> addText(digest, text));
    }

    private static void addText(MessageDigest digest, String text) {
        addBytes(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void addBytes(MessageDigest digest, byte[] bytes) {
        addCount(digest, bytes.length);
        digest.update(bytes);
    }

    private static void addCount(MessageDigest digest, int count) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(count).flip());
    }
}
