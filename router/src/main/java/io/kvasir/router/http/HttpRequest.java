package io.kvasir.router.http;

import io.kvasir.model.Bytes;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One request, read whole.
///
/// @param rawPath as sent, percent-encoding included
/// @param rawQuery as sent, without the question mark; empty where there is none
/// @param headers by lower-case name; several of one name are joined with commas
public record HttpRequest(
        String method,
        String rawPath,
        String rawQuery,
        SequencedMap<String, String> headers,
        Bytes body) {

    /// @param name lower-case
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
