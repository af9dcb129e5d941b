package io.kvasir.client.mapping;

/// A value does not fit its Java type, or the other way round; the message names the path to it.
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MappingException(String message) {
        super(message);
    }

    /// The same, seen from one level up: `address` and `.city: expected S` make `address.city:
    /// expected S`.
    MappingException within(String name) {
        String inner = String.valueOf(getMessage());
        boolean path = inner.startsWith("[") || inner.startsWith(".");
        return new MappingException(path ? name + inner : name + ": " + inner);
    }
}
