package io.kvasir.model.expression.partiql;

/// What a statement that changes an item gives of it.
public enum Returning {
    NONE,
    ALL_OLD,
    MODIFIED_OLD,
    ALL_NEW,
    MODIFIED_NEW
}
