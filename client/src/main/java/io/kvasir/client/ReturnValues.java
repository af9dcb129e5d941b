package io.kvasir.client;

/// Which attributes a write answers with. Puts and deletes allow NONE and ALL_OLD.
public enum ReturnValues {
    NONE,
    ALL_OLD,
    UPDATED_OLD,
    ALL_NEW,
    UPDATED_NEW
}
