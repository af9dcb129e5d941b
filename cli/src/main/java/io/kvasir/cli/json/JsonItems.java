package io.kvasir.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Items and single values, JSON text ↔ model.
public final class JsonItems {
    /// Typed JSON has two levels for each of an item's, and a few around it.
    private static final int NESTING_MAX = 2 * Limits.NESTING_LEVELS_MAX + 8;

    /// An item of 400 KB, as text with every character escaped and every value typed.
    private static final int TEXT_CHARS_MAX = 16 * 1024 * 1024;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxStringLength(TEXT_CHARS_MAX)
                                    .maxDocumentLength(TEXT_CHARS_MAX)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private JsonItems() {}

    /// @throws InvalidArgumentException where the text is no JSON object, has a name twice, or a
    ///   value is outside the model's limits; the message says where
    public static Item read(String text, JsonFormat format) {
        if (!(readValue(text) instanceof AttributeValue.MapValue map)) {
            throw new InvalidArgumentException("an item must be a JSON object");
        }
        return item(map, format);
    }

    /// What plain JSON gave, as an item.
    ///
    /// @throws InvalidArgumentException where it is no item in this format
    public static Item item(AttributeValue.MapValue map, JsonFormat format) {
        return switch (format) {
            case PLAIN -> new Item(map.entries());
            case DYNAMODB -> TypedJson.item(map);
            case AUTO -> TypedJson.isTypedItem(map) ? TypedJson.item(map) : new Item(map.entries());
        };
    }

    /// One value of plain JSON.
    ///
    /// @throws InvalidArgumentException where the text is not exactly one JSON value
    public static AttributeValue readValue(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new InvalidArgumentException("the text is empty; JSON is expected");
            }
            AttributeValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new InvalidArgumentException(
                        "there is more text behind the JSON value, at character "
                                + parser.currentTokenLocation().getCharOffset());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new InvalidArgumentException("not JSON: " + shortMessage(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the value is no JSON, the text itself as a string: what a command line's `name=value`
    /// means.
    public static AttributeValue readValueOrText(String text) {
        try {
            return readValue(text);
        } catch (InvalidArgumentException e) {
            return AttributeValue.of(text);
        }
    }

    /// One line, without a line break.
    public static String write(Item item, JsonFormat format) {
        return written(generator -> writeItem(generator, item, format));
    }

    /// Writes the item as an object where the generator stands.
    public static void writeItem(JsonGenerator json, Item item, JsonFormat format)
            throws IOException {
        json.writeStartObject();
        for (var attribute : item.attributes().entrySet()) {
            json.writeFieldName(attribute.getKey());
            writeValue(json, attribute.getValue(), format);
        }
        json.writeEndObject();
    }

    public static void writeValue(JsonGenerator json, AttributeValue value, JsonFormat format)
            throws IOException {
        if (format == JsonFormat.DYNAMODB) {
            TypedJson.write(json, value);
        } else {
            PlainJson.write(json, value);
        }
    }

    /// A value as a person reads it in a table: text bare, all else as plain JSON.
    public static String shown(AttributeValue value) {
        return value instanceof AttributeValue.StringValue text
                ? text.value()
                : written(generator -> PlainJson.write(generator, value));
    }

    /// What `write` writes, as text.
    public static String written(Writing write) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write.to(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Something that writes JSON.
    @FunctionalInterface
    public interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static AttributeValue value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> AttributeValue.of(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    AttributeValue.of(Decimal.parse(parser.getText()));
            case VALUE_TRUE -> AttributeValue.of(true);
            case VALUE_FALSE -> AttributeValue.of(false);
            case VALUE_NULL -> new AttributeValue.NullValue();
            case START_ARRAY -> {
                List<AttributeValue> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield new AttributeValue.ListValue(elements);
            }
            case START_OBJECT -> {
                LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    entries.put(name, value(parser));
                }
                yield new AttributeValue.MapValue(entries);
            }
            default ->
                    throw new InvalidArgumentException(
                            "unexpected " + parser.currentToken() + " in JSON");
        };
    }

    private static String shortMessage(JsonProcessingException e) {
        return e.getOriginalMessage()
                + (e.getLocation() == null
                        ? ""
                        : ", at character " + e.getLocation().getCharOffset());
    }
}
