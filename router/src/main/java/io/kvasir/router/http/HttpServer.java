package io.kvasir.router.http;

/// A running HTTP/1.1 server.
public interface HttpServer extends AutoCloseable {
    /// The port it listens on.
    int port();

    /// Takes no new connections and ends those that are open.
    @Override
    void close();
}
