package io.kvasir.router.http;

/// Answers requests. Called on a virtual thread of its own for each, so it may block.
@FunctionalInterface
public interface HttpHandler {
    HttpReply handle(HttpRequest request);

    /// The answer to a request whose body is longer than the server takes; the body was not read.
    default HttpReply refuseTooLong(long bodyBytesMax) {
        return new HttpReply(413, new java.util.LinkedHashMap<>(), io.kvasir.model.Bytes.EMPTY);
    }
}
