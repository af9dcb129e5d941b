package io.kvasir.routing.execute;

import io.kvasir.model.Bytes;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.routing.request.ReadOptions;
import java.util.Optional;

/// One item to be read.
///
/// @param key the global key
/// @param options reads of one run that share this and the projection travel together
public record KeyRead(Bytes key, ReadOptions options, Optional<Projection> projection) {}
