package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.util.ArrayList;
import java.util.List;

/// What expressions may do with key attributes.
final class KeyPaths {
    private KeyPaths() {}

    /// A key is a scalar: no path goes inside one.
    static void requireScalar(List<Path> paths, KeySchema schema) {
        for (KeyAttribute key : attributes(schema)) {
            for (Path path : paths) {
                if (path.isNested() && path.head().equals(key.name())) {
                    throw new InvalidArgumentException(
                            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: "
                                    + key.name());
                }
            }
        }
    }

    static void requireNone(String parameter, List<Path> paths, KeySchema schema) {
        for (KeyAttribute key : attributes(schema)) {
            for (Path path : paths) {
                if (path.head().equals(key.name())) {
                    throw new InvalidArgumentException(
                            parameter
                                    + " can only contain non-primary key attributes: Primary key attribute: "
                                    + key.name());
                }
            }
        }
    }

    static void requireUnchanged(List<Path> changed, KeySchema schema) {
        for (KeyAttribute key : attributes(schema)) {
            for (Path path : changed) {
                if (path.head().equals(key.name())) {
                    throw new InvalidArgumentException(
                            "One or more parameter values were invalid: Cannot update attribute "
                                    + key.name()
                                    + ". This attribute is part of the key");
                }
            }
        }
    }

    private static List<KeyAttribute> attributes(KeySchema schema) {
        List<KeyAttribute> attributes = new ArrayList<>(2);
        attributes.add(schema.partitionKey());
        schema.sortKey().ifPresent(attributes::add);
        return attributes;
    }
}
