package io.kvasir.model.table;

/// What a table's user says of its use. Stored and told, of no effect here.
public enum TableClass {
    STANDARD,
    STANDARD_INFREQUENT_ACCESS
}
