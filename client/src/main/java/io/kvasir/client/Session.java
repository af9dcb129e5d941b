package io.kvasir.client;

import com.google.protobuf.ByteString;
import io.kvasir.routing.session.SessionToken;

/// A line of requests that see each other: a read in a session sees at least what earlier requests
/// of the session wrote or saw, on whatever replica it lands. Safe for any number of threads.
public final class Session {
    private SessionToken token;

    private Session(SessionToken token) {
        this.token = token;
    }

    public static Session start() {
        return new Session(SessionToken.NONE);
    }

    /// Goes on where another process left: `bytes` are its `token()`.
    public static Session resume(byte[] bytes) {
        return new Session(SessionToken.parse(ByteString.copyFrom(bytes)));
    }

    /// What to hand to another process; opaque, at most a few kilobytes.
    public byte[] token() {
        return tokenBytes().toByteArray();
    }

    synchronized ByteString tokenBytes() {
        return token.isEmpty() ? ByteString.EMPTY : token.toBytes();
    }

    synchronized void saw(ByteString reply) {
        token = token.merge(SessionToken.parse(reply));
    }
}
