package io.kvasir.routing.execute;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.routing.request.ReadOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        ReadOptions options) {

    /// What is left behind a part, or behind a key in it. The part is taken for what the map says
    /// of it: whoever answers for a part must have held all of it.
    ///
    /// @param last null where the part was read to its end
    /// @return null: nothing
    public @Nullable KeyRange rest(KeyRange part, @Nullable Bytes last) {
        if (backward) {
            Bytes end = last == null ? part.start() : last;
            return end.compareTo(range.start()) <= 0 ? null : new KeyRange(range.start(), end);
        }
        Bytes start = last == null ? part.end() : last.successor();
        if (start == null || (range.end() != null && start.compareTo(range.end()) >= 0)) {
            return null;
        }
        return new KeyRange(start, range.end());
    }
}
