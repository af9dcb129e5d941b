package io.kvasir.routing.request;

import io.kvasir.routing.session.SessionToken;

/// What every reply says besides its answer.
///
/// @param session a later read given this sees at least what this request saw or wrote
/// @param stalenessMillis upper bound of how stale the answer can be; 0 for strong reads and writes
/// @param capacityUnits read or write units consumed, by DynamoDB's rules
public record ReplyInfo(SessionToken session, long stalenessMillis, double capacityUnits) {
    public static final ReplyInfo NONE = new ReplyInfo(SessionToken.NONE, 0, 0);

    /// Of an answer that rests on both.
    public ReplyInfo and(ReplyInfo other) {
        return new ReplyInfo(
                session.merge(other.session),
                Math.max(stalenessMillis, other.stalenessMillis),
                capacityUnits + other.capacityUnits);
    }
}
