package io.kvasir.control.console;

import io.kvasir.model.Bytes;

/// A document, or why there is none.
///
/// @param status of HTTP
public record Answer(int status, Bytes json) {
    public static Answer failed(int status, String reason) {
        Json document =
                json -> {
                    json.writeStartObject();
                    json.writeStringField("error", reason);
                    json.writeEndObject();
                };
        return new Answer(status, document.written());
    }
}
