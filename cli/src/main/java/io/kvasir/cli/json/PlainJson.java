package io.kvasir.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import java.io.IOException;

/// Values as plain JSON: for reading by people and programs that do not know the types.
final class PlainJson {
    private PlainJson() {}

    static void write(JsonGenerator json, AttributeValue value) throws IOException {
        switch (value) {
            case AttributeValue.StringValue text -> json.writeString(text.value());
            case AttributeValue.NumberValue number -> json.writeNumber(number.value().toString());
            case AttributeValue.BinaryValue binary -> json.writeBinary(binary.value().array());
            case AttributeValue.BoolValue bool -> json.writeBoolean(bool.value());
            case AttributeValue.NullValue none -> json.writeNull();
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
                    json.writeNumber(element.toString());
                }
                json.writeEndArray();
            }
            case AttributeValue.BinarySet set -> {
                json.writeStartArray();
                for (Bytes element : set.elements()) {
                    json.writeBinary(element.array());
                }
                json.writeEndArray();
            }
        }
    }
}
