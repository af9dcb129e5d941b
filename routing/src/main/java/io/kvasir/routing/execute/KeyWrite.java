package io.kvasir.routing.execute;

import io.kvasir.model.Bytes;
import io.kvasir.proto.internal.v1.WriteOperation;

/// One write of one item.
///
/// @param key the global key, as in the operation
public record KeyWrite(Bytes key, WriteOperation operation) {}
