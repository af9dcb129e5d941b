package io.kvasir.routing.request;

import io.kvasir.routing.session.SessionToken;

/// How a read is to be answered: at least what `session` saw or wrote is in it.
public record ReadOptions(Consistency consistency, SessionToken session) {
    public static final ReadOptions EVENTUAL =
            new ReadOptions(Consistency.EVENTUAL, SessionToken.NONE);
    public static final ReadOptions STRONG = new ReadOptions(Consistency.STRONG, SessionToken.NONE);

    public static ReadOptions of(Consistency consistency) {
        return consistency == Consistency.STRONG ? STRONG : EVENTUAL;
    }

    public ReadOptions withSession(SessionToken token) {
        return new ReadOptions(consistency, token);
    }
}
