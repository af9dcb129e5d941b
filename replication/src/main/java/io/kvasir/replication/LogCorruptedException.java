package io.kvasir.replication;

import java.io.Serial;

/// A replica's log lacks entries that it once had on disk. It must never vote again as it is:
/// remove it, take its replica out of the group, and let it join anew.
public final class LogCorruptedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public LogCorruptedException(GroupId group, String what) {
        super(group + ": " + what);
    }
}
