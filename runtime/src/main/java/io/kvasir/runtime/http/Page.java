package io.kvasir.runtime.http;

import io.kvasir.model.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer to a GET.
///
/// @param headers besides `Content-Type`
public record Page(int status, String contentType, Bytes body, Map<String, String> headers) {
    /// What a component shows on its HTTP port besides metrics and health.
    @FunctionalInterface
    public interface Source {
        Source NONE = (_, _) -> Optional.empty();

        /// Empty where there is no such page. May wait.
        ///
        /// @param query the values of each parameter
        Optional<Page> get(String path, Map<String, List<String>> query);
    }
}
