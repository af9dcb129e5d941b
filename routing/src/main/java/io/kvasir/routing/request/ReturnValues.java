package io.kvasir.routing.request;

/// Which attributes a write answers with, as DynamoDB's `ReturnValues`. Puts and deletes allow NONE
/// and ALL_OLD.
public enum ReturnValues {
    NONE,
    ALL_OLD,
    UPDATED_OLD,
    ALL_NEW,
    UPDATED_NEW
}
