package io.kvasir.client;

import java.time.Duration;

/// A request that writes one item; immutable, each method gives a changed copy.
public sealed interface WriteRequest<T extends WriteRequest<T>>
        permits PutItem, UpdateItem, DeleteItem {
    WriteSettings write();

    T withWrite(WriteSettings settings);

    /// The present item must meet this (all of them, where called more than once), or the write
    /// fails with `ConditionFailedException`.
    default T onlyIf(Expression condition) {
        return withWrite(write().and(condition));
    }

    /// @param keyAttribute any key attribute: it exists where the item does
    default T onlyIfExists(String keyAttribute) {
        return onlyIf(Expression.exists(keyAttribute));
    }

    /// @param keyAttribute any key attribute: it exists where the item does
    default T onlyIfAbsent(String keyAttribute) {
        return onlyIf(Expression.notExists(keyAttribute));
    }

    default T returning(ReturnValues values) {
        return withWrite(write().with(values));
    }

    /// The present item comes with `ConditionFailedException`.
    default T returningItemOnConditionFailure() {
        return withWrite(write().withItemOnConditionFailure());
    }

    /// Of the caller's own: the same request with the same token, from whatever process, is done
    /// once within 10 minutes. 1 to 36 bytes.
    default T token(String clientRequestToken) {
        return withWrite(write().withToken(clientRequestToken));
    }

    default T in(Session session) {
        return withWrite(write().with(session));
    }

    default T timeout(Duration timeout) {
        return withWrite(write().with(timeout));
    }
}
