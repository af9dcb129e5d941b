package io.kvasir.chaos.cluster;

/// Links between servers, each way for itself.
public interface Network {
    /// The clients of the run, as an end of a link.
    String CLIENTS = "clients";

    /// Packets from one server to another are lost from now on.
    void cut(String from, String to);

    /// Some packets between one server and everybody are lost from now on.
    ///
    /// @param percent 1 to 99
    void lose(String server, int percent);

    /// Everything arrives again.
    void healAll();
}
