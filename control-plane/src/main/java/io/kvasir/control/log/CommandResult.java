package io.kvasir.control.log;

import io.kvasir.control.state.Reply;

/// How a command ended.
public sealed interface CommandResult {
    /// Evaluated by the leader; what it changed is committed and applied.
    record Replied(Reply reply) implements CommandResult {}

    /// This member does not lead, or lost its lead in time: nothing happened.
    record NotLeader(String reason) implements CommandResult {}

    /// Too many are waiting: nothing happened.
    record Overloaded(String reason) implements CommandResult {}

    /// It may have happened, or happen yet.
    record Unknown(String reason) implements CommandResult {}
}
