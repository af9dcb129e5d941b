package io.kvasir.router.dynamodb.json;

import io.kvasir.router.dynamodb.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A structure of a request as read: its present members, of the types that its shape says. Text is
/// a `String`, a flag a `Boolean`, a whole number a `Long`, a list a `List`, a map of anything but
/// attribute values a `SequencedMap`.
public final class Structure {
    private final Shape.Structure shape;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private boolean isDeep;

    Structure(Shape.Structure shape) {
        this.shape = shape;
    }

    void put(String member, Object value) {
        members.put(member, value);
    }

    void markDeep() {
        isDeep = true;
    }

    /// Whether the request has a value nested so deeply that the service checks it as it ever did;
    /// told of whole requests only.
    public boolean isDeep() {
        return isDeep;
    }

    public Shape.Structure shape() {
        return shape;
    }

    public boolean has(String member) {
        return members.containsKey(member);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public @Nullable Object get(String member) {
        return members.get(member);
    }

    public @Nullable String text(String member) {
        return (String) members.get(member);
    }

    public String text(String member, String fallback) {
        String value = text(member);
        return value == null ? fallback : value;
    }

    public boolean flag(String member) {
        return Boolean.TRUE.equals(members.get(member));
    }

    public Optional<Boolean> optionalFlag(String member) {
        return Optional.ofNullable((Boolean) members.get(member));
    }

    public @Nullable Long whole(String member) {
        return (Long) members.get(member);
    }

    public @Nullable Structure structure(String member) {
        return (Structure) members.get(member);
    }

    public @Nullable AttributeMap attributes(String member) {
        return (AttributeMap) members.get(member);
    }

    public @Nullable AttributeInput attribute(String member) {
        return (AttributeInput) members.get(member);
    }

    @SuppressWarnings("unchecked") // The reader follows the shape.
    public List<String> texts(String member) {
        Object value = members.get(member);
        return value == null ? List.of() : (List<String>) value;
    }

    @SuppressWarnings("unchecked") // The reader follows the shape.
    public List<Structure> structures(String member) {
        Object value = members.get(member);
        return value == null ? List.of() : (List<Structure>) value;
    }

    @SuppressWarnings("unchecked") // The reader follows the shape.
    public List<AttributeMap> attributeMaps(String member) {
        Object value = members.get(member);
        return value == null ? List.of() : (List<AttributeMap>) value;
    }

    @SuppressWarnings("unchecked") // The reader follows the shape.
    public List<AttributeInput> attributeList(String member) {
        Object value = members.get(member);
        return value == null ? List.of() : (List<AttributeInput>) value;
    }

    @SuppressWarnings("unchecked") // The reader follows the shape.
    public <T> SequencedMap<String, T> entries(String member) {
        Object value = members.get(member);
        return value == null ? new LinkedHashMap<>() : (SequencedMap<String, T>) value;
    }
}
