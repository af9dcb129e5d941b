package io.kvasir.router.dynamodb.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.router.dynamodb.error.DynamoDbError;
import io.kvasir.router.dynamodb.error.DynamoDbError.CancellationReason;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Writes one reply's JSON straight from the model's values.
public final class JsonReply {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES_FIRST = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_FIRST);
    private final JsonGenerator json;

    /// Writes members of the reply's one object.
    @FunctionalInterface
    public interface Members {
        void write(JsonReply reply) throws IOException;
    }

    private JsonReply() throws IOException {
        json = JSON.createGenerator(bytes);
    }

    /// An object with the members that `members` writes.
    public static byte[] object(Members members) {
        try {
            JsonReply reply = new JsonReply();
            reply.json.writeStartObject();
            members.write(reply);
            reply.json.writeEndObject();
            reply.json.close();
            return reply.bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a reply in memory cannot fail to be written", e);
        }
    }

    public static byte[] error(DynamoDbError error) {
        return object(reply -> {
            reply.text("__type", error.type().wireName());
            if (!error.message().isEmpty()) {
                reply.text(messageMember(error.type()), error.message());
            }
            if (error.item().isPresent()) {
                reply.item("Item", error.item().get());
            }
            if (!error.reasons().isEmpty()) {
                reply.startList("CancellationReasons");
                for (CancellationReason reason : error.reasons()) {
                    reply.reason(reason);
                }
                reply.endList();
            }
        });
    }

    private void reason(CancellationReason reason) throws IOException {
        startObject();
        text("Code", reason.code());
        if (!reason.message().isEmpty()) {
            text("Message", reason.message());
        }
        if (reason.item().isPresent()) {
            item("Item", reason.item().get());
        }
        endObject();
    }

    /// The service capitalises it for some errors; clients accept both.
    private static String messageMember(DynamoDbErrorType type) {
        return switch (type) {
            case SERIALIZATION, ACCESS_DENIED, TRANSACTION_CANCELED -> "Message";
            default -> "message";
        };
    }

    public void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    public void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    public void whole(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    /// A number with a fraction, such as a date in epoch seconds or capacity units.
    public void fraction(String name, double value) throws IOException {
        json.writeNumberField(name, value);
    }

    public void startObject(String name) throws IOException {
        json.writeObjectFieldStart(name);
    }

    public void startObject() throws IOException {
        json.writeStartObject();
    }

    public void endObject() throws IOException {
        json.writeEndObject();
    }

    public void startList(String name) throws IOException {
        json.writeArrayFieldStart(name);
    }

    public void endList() throws IOException {
        json.writeEndArray();
    }

    /// An element of a list.
    public void element(String text) throws IOException {
        json.writeString(text);
    }

    public void item(String name, Item item) throws IOException {
        json.writeFieldName(name);
        item(item);
    }

    public void item(Item item) throws IOException {
        attributes(item.attributes());
    }

    private void attributes(Map<String, AttributeValue> attributes) throws IOException {
        json.writeStartObject();
        for (var entry : attributes.entrySet()) {
            json.writeFieldName(entry.getKey());
            value(entry.getValue());
        }
        json.writeEndObject();
    }

    private void value(AttributeValue value) throws IOException {
        json.writeStartObject();
        json.writeFieldName(value.typeName());
        switch (value) {
            case AttributeValue.StringValue text -> json.writeString(text.value());
            case AttributeValue.NumberValue number -> json.writeString(number.value().toString());
            case AttributeValue.BinaryValue binary -> binary(binary.value());
            case AttributeValue.BoolValue flag -> json.writeBoolean(flag.value());
            case AttributeValue.NullValue _ -> json.writeBoolean(true);
            case AttributeValue.ListValue list -> {
                json.writeStartArray();
                for (AttributeValue element : list.elements()) {
                    value(element);
                }
                json.writeEndArray();
            }
            case AttributeValue.MapValue map -> attributes(map.entries());
            case AttributeValue.StringSet set -> {
                json.writeStartArray();
                for (String element : set.elements()) {
                    json.writeString(element);
                }
                json.writeEndArray();
            }
            case AttributeValue.NumberSet set -> {
                json.writeStartArray();
                for (Decimal element : set.elements()) {
                    json.writeString(element.toString());
                }
                json.writeEndArray();
            }
            case AttributeValue.BinarySet set -> {
                json.writeStartArray();
                for (Bytes element : set.elements()) {
                    binary(element);
                }
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    private void binary(Bytes value) throws IOException {
        json.writeBinary(value.array());
    }
}
