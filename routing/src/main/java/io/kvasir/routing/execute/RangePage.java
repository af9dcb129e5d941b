package io.kvasir.routing.execute;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.routing.session.SessionToken;
import java.util.List;
import java.util.Optional;

/// What a page found.
///
/// @param items bytes of kvasir.v1.Items, in order
/// @param lastKey the last global key evaluated, where the page ended before the range did
public record RangePage(
        List<ByteString> items,
        int count,
        int scannedCount,
        long scannedBytes,
        Optional<Bytes> lastKey,
        SessionToken session,
        long stalenessMillis) {}
