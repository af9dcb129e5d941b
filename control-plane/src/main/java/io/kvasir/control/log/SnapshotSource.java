package io.kvasir.control.log;

import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.io.IOException;

/// Where a member that has fallen behind gets the state from.
public interface SnapshotSource {
    /// The bytes of `ControlStateMachine.copy` of another member, with at least `atLeast` applied.
    byte[] pull(Member source, LogPosition atLeast) throws IOException;
}
