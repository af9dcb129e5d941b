package io.kvasir.client;

import java.util.Optional;

/// One statement; for a SELECT one page of it. A statement that changes an item and whose outcome
/// is not known is not sent again: where that matters, use `executeTransaction`, which has a token.
///
/// @param limit SELECT: items to evaluate at most; 0: as many as fit in 1 MB
/// @param start SELECT: what the page before said of where it goes on
public record ExecuteStatement(
        Statement statement, int limit, Optional<String> start, ReadSettings read)
        implements ReadRequest<ExecuteStatement> {
    public static ExecuteStatement of(Statement statement) {
        return new ExecuteStatement(statement, 0, Optional.empty(), ReadSettings.DEFAULT);
    }

    public ExecuteStatement limit(int items) {
        return new ExecuteStatement(statement, items, start, read);
    }

    public ExecuteStatement startingAt(String next) {
        return new ExecuteStatement(statement, limit, Optional.of(next), read);
    }

    @Override
    public ExecuteStatement withRead(ReadSettings settings) {
        return new ExecuteStatement(statement, limit, start, settings);
    }
}
