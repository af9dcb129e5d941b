package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.Optional;

/// How one statement of a batch ended.
///
/// @param failure empty: done
/// @param item what it selected, or what RETURNING asks for
public record StatementResult(Optional<KvasirException> failure, Optional<Item> item) {}
