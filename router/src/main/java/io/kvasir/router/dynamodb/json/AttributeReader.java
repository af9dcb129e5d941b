package io.kvasir.router.dynamodb.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.shape.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Attribute values from JSON. The first fault of content is kept and reading goes on, since a
/// fault of form further on is reported before it.
final class AttributeReader {
    /// Requests with values nested deeper are checked as the service ever did.
    private static final int LEVELS_OLDER = 62;

    private static final AttributeValue NOTHING = new AttributeValue.NullValue();

    private final JsonParser parser;
    private @Nullable ValueFault fault;
    private boolean isDeep;

    AttributeReader(JsonParser parser) {
        this.parser = parser;
    }

    /// One value; the parser stands on its first token.
    AttributeInput readOne(boolean asField) throws IOException {
        fault = null;
        AttributeValue value = readValue(0, asField);
        return new AttributeInput(value, fault);
    }

    /// Values by name; the parser stands on the opening brace.
    AttributeMap readMap() throws IOException {
        SequencedMap<String, AttributeValue> values = new LinkedHashMap<>();
        @Nullable String faultAt = null;
        @Nullable ValueFault first = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fault = null;
            values.put(name, readValue(0, false));
            if (fault != null && first == null) {
                first = fault;
                faultAt = name;
            }
        }
        return new AttributeMap(values, faultAt, first);
    }

    private AttributeValue readValue(int level, boolean asField) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {}
            case START_ARRAY ->
                    throw DynamoDbException.serialization(
                            "Unrecognized collection type class "
                                    + Shape.javaName(new Shape.Attribute()));
            case VALUE_NULL -> {
                note(ValueFault.EMPTY);
                return NOTHING;
            }
            default ->
                    throw DynamoDbException.serialization(
                            asField ? "Unexpected field type" : "Unexpected value type in payload");
        }
        if (level >= Limits.NESTING_LEVELS_MAX) {
            note(
                    level + levelsSkipped() > LEVELS_OLDER
                            ? ValueFault.DEEP_NESTING
                            : ValueFault.NESTING);
            return NOTHING;
        }
        return readTyped(level);
    }

    /// Skips a value. Each level of it is two of JSON, save for the last.
    private int levelsSkipped() throws IOException {
        int open = 1;
        int most = 1;
        while (open > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                most = Math.max(most, ++open);
            } else if (token.isStructEnd()) {
                open--;
            }
        }
        return most / 2;
    }

    private AttributeValue readTyped(int level) throws IOException {
        AttributeValue value = NOTHING;
        int types = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String type = parser.currentName();
            JsonToken token = parser.nextToken();
            @Nullable AttributeValue read =
                    token == JsonToken.VALUE_NULL ? null : readAs(type, level);
            if (read != null) {
                types++;
                value = types == 1 ? read : value;
            }
        }
        if (types != 1) {
            note(types == 0 ? ValueFault.EMPTY : ValueFault.SEVERAL_TYPES);
        }
        return value;
    }

    /// Null where there is no such type.
    private @Nullable AttributeValue readAs(String type, int level) throws IOException {
        return switch (type) {
            case "S" -> AttributeValue.of(Scalars.text(parser));
            case "N" -> AttributeValue.of(number(Scalars.text(parser)));
            case "B" -> AttributeValue.of(Bytes.ofOwned(Scalars.bytes(parser)));
            case "BOOL" -> AttributeValue.of(Scalars.flag(parser));
            case "NULL" -> {
                if (!Scalars.flag(parser)) {
                    note(ValueFault.NULL_FALSE);
                }
                yield NOTHING;
            }
            case "SS" -> stringSet();
            case "NS" -> numberSet();
            case "BS" -> binarySet();
            case "L" -> list(level);
            case "M" -> map(level);
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    private AttributeValue list(int level) throws IOException {
        Scalars.requireArray(parser);
        List<AttributeValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(level + 1, false));
        }
        return new AttributeValue.ListValue(elements);
    }

    private AttributeValue map(int level) throws IOException {
        Scalars.requireObject(parser, new Shape.Attributes());
        SequencedMap<String, AttributeValue> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            entries.put(name, readValue(level + 1, false));
        }
        return new AttributeValue.MapValue(entries);
    }

    private AttributeValue stringSet() throws IOException {
        List<String> elements = texts();
        SequencedSet<String> set = new LinkedHashSet<>(elements);
        if (elements.isEmpty()) {
            note(ValueFault.emptySet("An string set  may not be empty"));
            return NOTHING;
        }
        if (set.size() < elements.size()) {
            note(SetDuplicates.ofTexts(elements));
        }
        return new AttributeValue.StringSet(set);
    }

    private AttributeValue numberSet() throws IOException {
        List<String> elements = texts();
        if (elements.isEmpty()) {
            note(ValueFault.emptySet("An number set  may not be empty"));
            return NOTHING;
        }
        SequencedSet<Decimal> set = new LinkedHashSet<>();
        boolean duplicates = false;
        for (String element : elements) {
            duplicates |= !set.add(number(element));
        }
        if (duplicates) {
            note(SetDuplicates.OF_NUMBERS);
        }
        return new AttributeValue.NumberSet(set);
    }

    private AttributeValue binarySet() throws IOException {
        Scalars.requireArray(parser);
        List<Bytes> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(Bytes.ofOwned(Scalars.bytes(parser)));
        }
        SequencedSet<Bytes> set = new LinkedHashSet<>(elements);
        if (elements.isEmpty()) {
            note(ValueFault.emptySet("Binary sets should not be empty"));
            return NOTHING;
        }
        if (set.size() < elements.size()) {
            note(SetDuplicates.ofBytes(elements));
        }
        return new AttributeValue.BinarySet(set);
    }

    private List<String> texts() throws IOException {
        Scalars.requireArray(parser);
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            texts.add(Scalars.text(parser));
        }
        return texts;
    }

    private Decimal number(String text) {
        return NumberText.read(text, this::note);
    }

    /// Whether any value read so far was nested that deeply.
    boolean isDeep() {
        return isDeep;
    }

    private void note(ValueFault found) {
        isDeep |= found.equals(ValueFault.DEEP_NESTING);
        if (fault == null) {
            fault = found;
        }
    }
}
