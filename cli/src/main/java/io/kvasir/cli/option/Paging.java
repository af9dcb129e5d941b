package io.kvasir.cli.option;

import io.kvasir.client.Cursor;
import io.kvasir.client.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which part of a query's or scan's items to show.
public final class Paging {
    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Items to evaluate at most in a page (default: as many as fit in 1 MB).")
    private int limit;

    @Option(
            names = "--cursor",
            paramLabel = "TEXT",
            description = "Go on where an earlier page ended.")
    private @Nullable String cursor;

    @Option(names = "--all", description = "All pages, not only the first.")
    private boolean all;

    @Option(
            names = "--filter",
            paramLabel = "EXPRESSION",
            description = "Show only items that meet this.")
    private @Nullable String filter;

    @Option(
            names = "--attributes",
            split = ",",
            paramLabel = "NAME",
            description = "Show only these attributes.")
    private List<String> attributes = List.of();

    @Option(
            names = "--projection",
            paramLabel = "EXPRESSION",
            description = "Show only what this names: paths, such as \"a.b, l[0]\".")
    private @Nullable String projection;

    @Option(names = "--count", description = "Count the items; do not show them.")
    private boolean count;

    public <T extends PageRequest<T>> T apply(T request, Placeholders placeholders) {
        T page = request;
        if (limit > 0) {
            page = page.limit(limit);
        }
        if (cursor != null) {
            page = page.startingAt(new Cursor(cursor));
        }
        if (filter != null) {
            page = page.filter(placeholders.in(filter));
        }
        if (!attributes.isEmpty()) {
            page = page.attributes(attributes.toArray(String[]::new));
        }
        if (projection != null) {
            page = page.projection(placeholders.in(projection));
        }
        return count ? page.countOnly() : page;
    }

    public boolean isAll() {
        return all;
    }
}
