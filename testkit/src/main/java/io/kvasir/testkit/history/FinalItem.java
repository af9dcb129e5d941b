package io.kvasir.testkit.history;

import org.jspecify.annotations.Nullable;

/// What a strong read of a key gave after the run, with everything healed and no client left.
///
/// @param value null where there is no item
public record FinalItem(String key, @Nullable String value, Stamp stamp) {}
