package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The pages of a query or scan, each fetched when it is asked for. To go on elsewhere or later,
/// keep a page's `next` and give it to `startingAt`.
public final class Pages implements Iterable<PageResult> {
    private final Function<Optional<Cursor>, PageResult> fetch;
    private final Optional<Cursor> start;

    /// @param fetch the page at a cursor
    Pages(Function<Optional<Cursor>, PageResult> fetch, Optional<Cursor> start) {
        this.fetch = fetch;
        this.start = start;
    }

    @Override
    public Iterator<PageResult> iterator() {
        return new PageIterator();
    }

    public Stream<PageResult> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        iterator(), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    /// The items of all pages.
    public Stream<Item> items() {
        return stream().flatMap(page -> page.items().stream());
    }

    private final class PageIterator implements Iterator<PageResult> {
        private Optional<Cursor> cursor = start;
        private boolean more = true;

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public PageResult next() {
            if (!more) {
                throw new NoSuchElementException("the last page was given out");
            }
            PageResult page = fetch.apply(cursor);
            cursor = page.next();
            more = cursor.isPresent();
            return page;
        }
    }
}
