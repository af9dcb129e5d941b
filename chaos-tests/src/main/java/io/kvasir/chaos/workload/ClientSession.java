package io.kvasir.chaos.workload;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.routing.session.SessionToken;
import io.kvasir.testkit.history.Stamp;

/// What one client has seen and written, as its session token says. Of one client's thread.
public final class ClientSession {
    private SessionToken token = SessionToken.NONE;

    SessionToken token() {
        return token;
    }

    void saw(SessionToken reply) {
        token = token.merge(reply);
    }

    /// Where a reply to an operation on one item stands, by the token that came with it.
    static Stamp stamp(ByteString reply) {
        try {
            var wire = io.kvasir.proto.internal.v1.SessionToken.parseFrom(reply);
            return wire.getPositionsCount() == 1
                    ? new Stamp(
                            wire.getPositions(0).getPartition(),
                            wire.getPositions(0).getAppliedIndex(),
                            0)
                    : Stamp.NONE;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a reply has no session token: " + reply, e);
        }
    }
}
