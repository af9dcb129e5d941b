package io.kvasir.replication;

import java.util.List;

/// All groups that one process takes part in.
public interface ReplicationServer extends AutoCloseable {
    /// How many more groups this process has memory for; less than it takes to make the last one,
    /// so that what must be made can be.
    int room();

    /// Starts a group's replica that has no log here yet.
    ///
    /// @param initialMembers all members, where the group was never formed; EMPTY where the replica
    ///   joins a group that exists: it then waits to be added and never starts an election
    /// @throws IllegalStateException where no memory is left for its log; nothing is made then
    ReplicatedLog create(GroupId group, List<Member> initialMembers, StateMachine stateMachine);

    /// Starts a group's replica from the log that an earlier run left here.
    ///
    /// @throws LogCorruptedException where the log lacks what the state has or what it once had
    /// @throws IllegalStateException where no memory is left for it
    ReplicatedLog open(GroupId group, StateMachine stateMachine);

    /// Stops the replica and removes its log.
    void remove(GroupId group);

    /// Groups whose logs are here, running or not; also those whose log is gone though nobody
    /// removed it, which cannot be opened.
    List<GroupId> stored();

    /// Whether a group is among those.
    boolean isStored(GroupId group);

    /// Whether a replica of the group was removed from this disk: it may have voted, and must not
    /// come back as one of the group's first members.
    boolean wasRemoved(GroupId group);

    @Override
    void close();
}
