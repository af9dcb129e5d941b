package io.kvasir.routing.execute;

import io.kvasir.model.key.KeyRange;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.routing.request.ReadOptions;
import java.util.Optional;

/// One page of a range of global keys.
///
/// @param limit items to evaluate at most; 0: as many as fit in 1 MB
public record RangeScan(
        KeyRange range,
        boolean backward,
        int limit,
        Optional<Expression> filter,
        Optional<Projection> projection,
        boolean countOnly,
        ReadOptions options) {}
