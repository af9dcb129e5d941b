package io.kvasir.router.dynamodb.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shape.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests from JSON by their shape: unknown members are skipped, nulls count as absent, and a
/// value of another type ends the request with the service's SerializationException.
public final class RequestReader {
    /// Two levels of JSON for each of 32 levels of an item, and some around it. Deeper documents
    /// are no request; those a little too deep get the service's message about nesting.
    private static final int JSON_LEVELS_MAX = 500;

    private static final int NUMBER_CHARS_MAX = 1000;
    private static final int NAME_CHARS_MAX = 70_000;
    private static final int STRING_CHARS_MAX = 16 * 1024 * 1024;
    private static final int DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

    // The service's own words for a cast of its framework that fails.
    private static final String CONTAINER_EXPECTED =
            "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to"
                    + " class java.lang.Class"
                    + " (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and"
                    + " java.lang.Class are in module java.base of loader 'bootstrap')";

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JSON_LEVELS_MAX)
                                    .maxNumberLength(NUMBER_CHARS_MAX)
                                    .maxNameLength(NAME_CHARS_MAX)
                                    .maxStringLength(STRING_CHARS_MAX)
                                    .maxDocumentLength(DOCUMENT_BYTES_MAX)
                                    .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    private final JsonParser parser;
    private final AttributeReader attributes;

    private RequestReader(JsonParser parser) {
        this.parser = parser;
        this.attributes = new AttributeReader(parser);
    }

    /// @throws DynamoDbException SerializationException where the body is no JSON object, or a
    ///   value is of another type than its shape says
    public static Structure read(byte[] body, Shape.Structure shape) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw DynamoDbException.serialization("");
            }
            RequestReader reader = new RequestReader(parser);
            Structure request = reader.structure(shape);
            if (reader.attributes.isDeep()) {
                request.markDeep();
            }
            if (parser.nextToken() != null) {
                throw DynamoDbException.serialization("");
            }
            return request;
        } catch (StreamConstraintsException e) {
            throw DynamoDbException.serialization(String.valueOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw DynamoDbException.serialization("");
        }
    }

    /// Whether the body is one JSON value: asked where the request's shape is not known.
    public static boolean isJson(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private Structure structure(Shape.Structure shape) throws IOException {
        Structure structure = new Structure(shape);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            @Nullable Member member = shape.member(parser.currentName());
            JsonToken token = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                structure.put(member.name(), value(member.shape(), true));
            }
        }
        return structure;
    }

    /// @param asField a member of a structure, not an element of a list or map: they fail in other
    ///   words
    private Object value(Shape shape, boolean asField) throws IOException {
        return switch (shape) {
            case Shape.Text _ -> Scalars.text(parser);
            case Shape.Flag _ -> Scalars.flag(parser);
            case Shape.Whole whole -> Scalars.whole(parser, whole.kind());
            case Shape.Fraction _ -> Scalars.fraction(parser);
            case Shape.Bytes _ -> Scalars.bytes(parser);
            case Shape.Attribute _ -> attributes.readOne(asField);
            case Shape.Attributes _ -> {
                requireContainer(asField);
                Scalars.requireObject(parser, shape);
                yield attributes.readMap();
            }
            case Shape.Elements list -> {
                requireContainer(asField);
                Scalars.requireArray(parser);
                yield elements(list);
            }
            case Shape.Entries map -> {
                requireContainer(asField);
                Scalars.requireObject(parser, shape);
                yield entries(map);
            }
            case Shape.Structure structure -> {
                if (!asField && parser.currentToken().isScalarValue()) {
                    throw DynamoDbException.serialization("Unexpected value type in payload");
                }
                Scalars.requireObject(parser, shape);
                yield structure(structure);
            }
        };
    }

    private void requireContainer(boolean asField) {
        if (!asField && parser.currentToken().isScalarValue()) {
            throw DynamoDbException.serialization(CONTAINER_EXPECTED);
        }
    }

    private List<Object> elements(Shape.Elements shape) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(shape.element(), false));
        }
        return elements;
    }

    private Map<String, Object> entries(Shape.Entries shape) throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            entries.put(key, value(shape.value(), false));
        }
        return entries;
    }
}
