package io.kvasir.node.partition;

import io.kvasir.model.Bytes;

/// A lock as the prepare that took it was answered. A late copy of the prepare takes one of another
/// version, which the transaction knows nothing of.
///
/// @param version 0: not known
public record LockedKey(Bytes key, long version) {}
