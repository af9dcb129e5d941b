package io.kvasir.routing.request;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import java.util.Optional;

/// What a page of a query and of a scan have in common.
///
/// @param filter an expression on items read; empty: none
/// @param projection an expression; empty: whole items
/// @param substitutions of all expressions of the request
/// @param limit items to evaluate at most, before the filter; 0: as many as fit in 1 MB
/// @param exclusiveStartKey the `lastEvaluatedKey` of the page before
/// @param countOnly count, return no items
public record PageOptions(
        String filter,
        String projection,
        Substitutions substitutions,
        int limit,
        Optional<Item> exclusiveStartKey,
        boolean countOnly,
        ReadOptions read) {
    public static final PageOptions DEFAULT =
            new PageOptions(
                    "", "", Substitutions.NONE, 0, Optional.empty(), false, ReadOptions.EVENTUAL);

    public PageOptions {
        if (limit < 0) {
            throw new InvalidArgumentException(
                    "limit is " + Integer.toUnsignedString(limit) + "; it must be 0 to 2147483647");
        }
    }

    public PageOptions withFilter(String text) {
        return new PageOptions(
                text, projection, substitutions, limit, exclusiveStartKey, countOnly, read);
    }

    public PageOptions withProjection(String text) {
        return new PageOptions(
                filter, text, substitutions, limit, exclusiveStartKey, countOnly, read);
    }

    public PageOptions withSubstitutions(Substitutions placeholders) {
        return new PageOptions(
                filter, projection, placeholders, limit, exclusiveStartKey, countOnly, read);
    }

    public PageOptions withLimit(int items) {
        return new PageOptions(
                filter, projection, substitutions, items, exclusiveStartKey, countOnly, read);
    }

    public PageOptions startingAfter(Optional<Item> key) {
        return new PageOptions(filter, projection, substitutions, limit, key, countOnly, read);
    }

    public PageOptions counting(boolean only) {
        return new PageOptions(
                filter, projection, substitutions, limit, exclusiveStartKey, only, read);
    }

    public PageOptions withRead(ReadOptions options) {
        return new PageOptions(
                filter, projection, substitutions, limit, exclusiveStartKey, countOnly, options);
    }
}
