package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// @param items what was selected, or what RETURNING asks for
/// @param next where the next page begins; empty on the last page
public record StatementPage(List<Item> items, Optional<String> next, ReplyInfo info) {
    public StatementPage {
        items = List.copyOf(items);
    }
}
