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

    /// What a server sends goes through a narrow link from now on: it waits, and is lost where it
    /// would wait for long.
    ///
    /// @param burstBytes that pass at once after a pause
    /// @param queueMillis the longest wait
    void slow(String server, int kilobytesPerSecond, int burstBytes, int queueMillis);

    /// What a server sends to others leaves it late from now on, each packet by a time of its own.
    void delay(String server, int millisMin, int millisMax);

    /// Everything arrives again, and at once.
    void healAll();
}
