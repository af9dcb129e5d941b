package io.kvasir.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// DynamoDB's JSON, in which each value stands under its type's name. It is read from what plain
/// JSON gave: the types are a second look at the same tree.
final class TypedJson {
    private static final Set<String> TYPES =
            Set.of("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");

    /// What exports of the service put around each item.
    private static final String EXPORT_WRAPPER = "Item";

    private TypedJson() {}

    /// Whether each attribute is an object with one type's name and a value of its shape.
    static boolean isTypedItem(AttributeValue.MapValue item) {
        Map<String, AttributeValue> attributes = unwrapped(item).entries();
        return !attributes.isEmpty()
                && attributes.values().stream().allMatch(TypedJson::isTypedValue);
    }

    private static boolean isTypedValue(AttributeValue value) {
        if (!(value instanceof AttributeValue.MapValue map) || map.entries().size() != 1) {
            return false;
        }
        var only = map.entries().firstEntry();
        return switch (only.getKey()) {
            case "S", "N", "B" -> only.getValue() instanceof AttributeValue.StringValue;
            case "BOOL", "NULL" -> only.getValue() instanceof AttributeValue.BoolValue;
            case "L", "SS", "NS", "BS" -> only.getValue() instanceof AttributeValue.ListValue;
            case "M" -> only.getValue() instanceof AttributeValue.MapValue;
            default -> false;
        };
    }

    static Item item(AttributeValue.MapValue item) {
        return new Item(entries("", unwrapped(item)));
    }

    private static AttributeValue.MapValue unwrapped(AttributeValue.MapValue item) {
        @Nullable AttributeValue inner = item.entries().get(EXPORT_WRAPPER);
        boolean wrapped =
                item.entries().size() == 1
                        && inner instanceof AttributeValue.MapValue map
                        && !isTypedValue(map);
        return wrapped && inner instanceof AttributeValue.MapValue map ? map : item;
    }

    private static SequencedMap<String, AttributeValue> entries(
            String path, AttributeValue.MapValue map) {
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        map.entries().forEach((name, value) -> entries.put(name, value(path + "/" + name, value)));
        return entries;
    }

    private static AttributeValue value(String path, AttributeValue typed) {
        if (!(typed instanceof AttributeValue.MapValue map) || map.entries().size() != 1) {
            throw new InvalidArgumentException(
                    path + " must be an object with one type's name, such as {\"S\":\"text\"}");
        }
        String type = map.entries().firstEntry().getKey();
        AttributeValue value = map.entries().firstEntry().getValue();
        return switch (type) {
            case "S" -> AttributeValue.of(text(path, type, value));
            case "N" -> AttributeValue.of(Decimal.parse(text(path, type, value)));
            case "B" -> AttributeValue.of(bytes(path, text(path, type, value)));
            case "BOOL" -> AttributeValue.of(bool(path, type, value));
            case "NULL" -> nothing(path, value);
            case "L" -> new AttributeValue.ListValue(elements(path, list(path, type, value)));
            case "M" -> {
                if (!(value instanceof AttributeValue.MapValue inner)) {
                    throw wrongShape(path, type, "an object");
                }
                yield new AttributeValue.MapValue(entries(path, inner));
            }
            case "SS" -> new AttributeValue.StringSet(set(path, type, value, text -> text));
            case "NS" -> new AttributeValue.NumberSet(set(path, type, value, Decimal::parse));
            case "BS" -> new AttributeValue.BinarySet(set(path, type, value, b -> bytes(path, b)));
            default ->
                    throw new InvalidArgumentException(
                            path + " has the type '" + type + "'; types are " + TYPES);
        };
    }

    private static List<AttributeValue> elements(String path, List<AttributeValue> list) {
        List<AttributeValue> elements = new ArrayList<>();
        for (AttributeValue element : list) {
            elements.add(value(path + "/" + elements.size(), element));
        }
        return elements;
    }

    private static <T> SequencedSet<T> set(
            String path, String type, AttributeValue value, Function<String, T> element) {
        LinkedHashSet<T> set = new LinkedHashSet<>();
        for (AttributeValue each : list(path, type, value)) {
            if (!set.add(element.apply(text(path, type, each)))) {
                throw new InvalidArgumentException(path + " has an element of its set twice");
            }
        }
        return set;
    }

    private static String text(String path, String type, AttributeValue value) {
        if (value instanceof AttributeValue.StringValue text) {
            return text.value();
        }
        throw wrongShape(path, type, "a string");
    }

    private static boolean bool(String path, String type, AttributeValue value) {
        if (value instanceof AttributeValue.BoolValue bool) {
            return bool.value();
        }
        throw wrongShape(path, type, "true or false");
    }

    private static AttributeValue nothing(String path, AttributeValue value) {
        if (!bool(path, "NULL", value)) {
            throw wrongShape(path, "NULL", "true");
        }
        return new AttributeValue.NullValue();
    }

    private static List<AttributeValue> list(String path, String type, AttributeValue value) {
        if (value instanceof AttributeValue.ListValue list) {
            return list.elements();
        }
        throw wrongShape(path, type, "an array");
    }

    private static Bytes bytes(String path, String base64) {
        try {
            return Bytes.ofOwned(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(path + " is not Base64: " + e.getMessage());
        }
    }

    private static InvalidArgumentException wrongShape(String path, String type, String shape) {
        return new InvalidArgumentException(
                path + ": the value of '" + type + "' must be " + shape);
    }

    static void write(JsonGenerator json, AttributeValue value) throws IOException {
        json.writeStartObject();
        json.writeFieldName(value.typeName());
        switch (value) {
            case AttributeValue.NumberValue number -> json.writeString(number.value().toString());
            case AttributeValue.NullValue none -> json.writeBoolean(true);
            case AttributeValue.ListValue list -> {
                json.writeStartArray();
                for (AttributeValue element : list.elements()) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case AttributeValue.MapValue map -> {
                json.writeStartObject();
                for (var entry : map.entries().entrySet()) {
                    json.writeFieldName(entry.getKey());
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case AttributeValue.NumberSet set -> {
                json.writeStartArray();
                for (Decimal element : set.elements()) {
                    json.writeString(element.toString());
                }
                json.writeEndArray();
            }
            case AttributeValue.StringValue same -> PlainJson.write(json, same);
            case AttributeValue.BinaryValue same -> PlainJson.write(json, same);
            case AttributeValue.BoolValue same -> PlainJson.write(json, same);
            case AttributeValue.StringSet same -> PlainJson.write(json, same);
            case AttributeValue.BinarySet same -> PlainJson.write(json, same);
        }
        json.writeEndObject();
    }
}
