package io.kvasir.client;

import java.util.List;
import java.util.Optional;

/// A request for a page; immutable, each method gives a changed copy.
public sealed interface PageRequest<T extends PageRequest<T>> permits Query, Scan {
    PageSettings page();

    T withPage(PageSettings settings);

    /// Only items that meet this are returned (all of them, where called more than once); the
    /// others still count as read.
    default T filter(Expression expression) {
        PageSettings now = page();
        return withPage(
                new PageSettings(
                        now.filter().and(expression),
                        now.projection(),
                        now.limit(),
                        now.start(),
                        now.countOnly()));
    }

    default T projection(Expression expression) {
        PageSettings now = page();
        return withPage(
                new PageSettings(
                        now.filter(), expression, now.limit(), now.start(), now.countOnly()));
    }

    default T attributes(String... names) {
        return projection(Expression.attributes(List.of(names)));
    }

    /// Items to evaluate at most in one page, before the filter.
    default T limit(int items) {
        PageSettings now = page();
        return withPage(
                new PageSettings(
                        now.filter(), now.projection(), items, now.start(), now.countOnly()));
    }

    default T startingAt(Cursor cursor) {
        PageSettings now = page();
        return withPage(
                new PageSettings(
                        now.filter(),
                        now.projection(),
                        now.limit(),
                        Optional.of(cursor),
                        now.countOnly()));
    }

    /// Count, return no items.
    default T countOnly() {
        PageSettings now = page();
        return withPage(
                new PageSettings(now.filter(), now.projection(), now.limit(), now.start(), true));
    }
}
