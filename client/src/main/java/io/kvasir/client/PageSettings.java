package io.kvasir.client;

import java.util.Optional;

/// What queries and scans can both be told of their pages.
///
/// @param filter on items read; `Expression.NONE`: none
/// @param projection which attributes; `Expression.NONE`: all
/// @param limit items to evaluate at most in one page; 0: as many as fit in 1 MB
public record PageSettings(
        Expression filter,
        Expression projection,
        int limit,
        Optional<Cursor> start,
        boolean countOnly) {
    static final PageSettings DEFAULT =
            new PageSettings(Expression.NONE, Expression.NONE, 0, Optional.empty(), false);
}
