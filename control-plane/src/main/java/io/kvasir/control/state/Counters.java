package io.kvasir.control.state;

/// What has been given out and never is again.
///
/// @param keyspaces how many; keyspace n has the number n, bit-reversed, and n begins at 1
/// @param partitions how many; partition n has the number n, from 1
public record Counters(int keyspaces, long partitions) {
    static final Counters NONE = new Counters(0, 0);
}
