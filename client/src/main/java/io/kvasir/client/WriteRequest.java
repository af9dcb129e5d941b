package io.kvasir.client;

import java.time.Duration;
import java.util.Optional;

/// A request that writes one item; immutable, each method gives a changed copy.
public sealed interface WriteRequest<T extends WriteRequest<T>>
        permits PutItem, UpdateItem, DeleteItem {
    WriteSettings write();

    T withWrite(WriteSettings settings);

    /// The present item must meet this (all of them, where called more than once), or the write
    /// fails with `ConditionFailedException`.
    default T onlyIf(Expression condition) {
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition().and(condition),
                        now.returnValues(),
                        now.returnItemOnConditionFailure(),
                        now.clientRequestToken(),
                        now.session(),
                        now.timeout()));
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
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition(),
                        values,
                        now.returnItemOnConditionFailure(),
                        now.clientRequestToken(),
                        now.session(),
                        now.timeout()));
    }

    /// The present item comes with `ConditionFailedException`.
    default T returningItemOnConditionFailure() {
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition(),
                        now.returnValues(),
                        true,
                        now.clientRequestToken(),
                        now.session(),
                        now.timeout()));
    }

    /// Of the caller's own: the same request with the same token, from whatever process, is done
    /// once within 10 minutes. 1 to 36 bytes.
    default T token(String clientRequestToken) {
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition(),
                        now.returnValues(),
                        now.returnItemOnConditionFailure(),
                        Optional.of(clientRequestToken),
                        now.session(),
                        now.timeout()));
    }

    default T in(Session session) {
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition(),
                        now.returnValues(),
                        now.returnItemOnConditionFailure(),
                        now.clientRequestToken(),
                        Optional.of(session),
                        now.timeout()));
    }

    default T timeout(Duration timeout) {
        WriteSettings now = write();
        return withWrite(
                new WriteSettings(
                        now.condition(),
                        now.returnValues(),
                        now.returnItemOnConditionFailure(),
                        now.clientRequestToken(),
                        now.session(),
                        Optional.of(timeout)));
    }
}
