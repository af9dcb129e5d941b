package io.kvasir.routing.execute;

import io.kvasir.model.Bytes;

/// A lock as the prepare that took it was answered.
///
/// @param version 0: not known
public record LockedKey(Bytes key, long version) {}
