package io.kvasir.node.assignment;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.replication.FollowerProgress;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicaStatus.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Desired against actual. A step is judged done from what is observed alone.
public final class Reconciler {
    /// A follower this close to the commit index has caught up.
    public static final long CAUGHT_UP_ENTRIES = 256;

    /// Followers hear from their leader several times as often.
    static final long FOLLOWER_SILENT_NANOS_MAX = Duration.ofSeconds(3).toNanos();

    /// A replica that heard no leader for so long, and is not assigned, was removed while it was
    /// away.
    public static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final ReplicaId self;
    private final long forgottenNanos;

    /// @param self this node with its present disk
    public Reconciler(ReplicaId self) {
        this(self, FORGOTTEN);
    }

    /// @param forgotten instead of `FORGOTTEN`
    public Reconciler(ReplicaId self, Duration forgotten) {
        this.self = self;
        this.forgottenNanos = forgotten.toNanos();
    }

    /// As below, where nothing is known to be gone.
    public List<Action> plan(
            SequencedMap<PartitionId, Desired> desired,
            long desiredAgeNanos,
            SequencedMap<PartitionId, Held> held) {
        return plan(desired, Set.of(), desiredAgeNanos, held);
    }

    /// @param desired all that this node should hold
    /// @param gone partitions that were absorbed by others
    /// @param desiredAgeNanos since that was said
    /// @param held all that it holds
    public List<Action> plan(
            SequencedMap<PartitionId, Desired> desired,
            Set<PartitionId> gone,
            long desiredAgeNanos,
            SequencedMap<PartitionId, Held> held) {
        List<Action> actions = new ArrayList<>();
        Set<PartitionId> expected = new TreeSet<>(desired.keySet());
        for (Desired wanted : desired.sequencedValues()) {
            wanted.split().ifPresent(split -> expected.add(split.child()));
            Held actual = held.get(wanted.partition().id());
            if (!wanted.partition().replicas().contains(self) && !isLeader(actual)) {
                // One that led when it reported is shown the partition too. By now another may
                // lead, and have it still as a member, with a vote.
                if (actual != null && wanted.released()) {
                    actions.add(new Action.Remove(wanted.partition().id()));
                }
            } else if (actual == null) {
                start(wanted, held, actions);
            } else if (actual.status().isPresent() && actual.status().get().leadership().ready()) {
                lead(wanted, actual, actual.status().get(), actions);
            }
        }
        for (Map.Entry<PartitionId, Held> each : held.sequencedEntrySet()) {
            boolean absorbed =
                    gone.contains(each.getKey())
                            && each.getValue().state().isSealed()
                            && !isFollowed(each.getValue());
            if (!expected.contains(each.getKey())
                    && (absorbed || isOut(each.getValue(), desiredAgeNanos))) {
                actions.add(new Action.Remove(each.getKey()));
            }
        }
        return actions;
    }

    /// Whether there are those that hear from it. The leader of what was absorbed goes last: a
    /// member that has yet to apply the seal would be left without one.
    private static boolean isFollowed(Held held) {
        return isLeader(held)
                && held.status().orElseThrow().followers().values().stream()
                        .anyMatch(follower -> follower.silentNanos() <= FOLLOWER_SILENT_NANOS_MAX);
    }

    private static boolean isLeader(@Nullable Held held) {
        return held != null
                && held.status().isPresent()
                && held.status().get().role() == Role.LEADER;
    }

    private void start(Desired wanted, SequencedMap<PartitionId, Held> held, List<Action> actions) {
        if (wanted.bootstrap()) {
            boolean leads = wanted.preferredLeader().filter(self.node()::equals).isPresent();
            actions.add(new Action.Found(wanted.partition(), leads));
        } else if (!comesOfParent(wanted, held)) {
            actions.add(new Action.Join(wanted.partition()));
        }
    }

    /// A parent's replica here will make the child's by itself, out of its own keys. One that began
    /// empty in its place would be one voter less, and two of them too many.
    private static boolean comesOfParent(Desired wanted, SequencedMap<PartitionId, Held> held) {
        if (wanted.origin().isEmpty()) {
            return false;
        }
        Held parent = held.get(wanted.origin().get().parent());
        if (parent == null) {
            return false;
        }
        SplitManifest split = parent.state().splits().get(wanted.partition().id());
        return split == null
                ? parent.state().epoch().compareTo(wanted.origin().get().parentEpoch()) < 0
                : split.isPending();
    }

    /// Whether a replica that is not assigned is no member of its group any more. What was said
    /// long ago does not tell that a member without a leader was forgotten.
    private boolean isOut(Held held, long desiredAgeNanos) {
        if (held.status().isEmpty()) {
            return true;
        }
        ReplicaStatus status = held.status().get();
        boolean member = status.members().stream().anyMatch(each -> each.replica().equals(self));
        return switch (status.role()) {
            case STOPPED -> true;
            case LEADER -> false;
            case FOLLOWER, CANDIDATE, LEARNER ->
                    !member
                            || (status.leaderContactAgeNanos() >= forgottenNanos
                                    && desiredAgeNanos < forgottenNanos / 2);
        };
    }

    private void lead(Desired wanted, Held held, ReplicaStatus status, List<Action> actions) {
        PartitionId partition = wanted.partition().id();
        for (KeyspaceId keyspace : wanted.droppedKeyspaces()) {
            if (!held.state().isDropped(keyspace)) {
                actions.add(new Action.DropKeyspace(partition, keyspace));
            }
        }
        if (wanted.merge().isPresent()
                && wanted.merge().get().abandon()
                && wanted.merge().get().epoch().equals(held.state().epoch())) {
            actions.add(new Action.AbandonMerge(partition, wanted.merge().get()));
        }
        if (wanted.unseal().isPresent()
                && wanted.unseal().get().equals(held.state().merging().orElse(null))) {
            actions.add(new Action.Unseal(partition, wanted.unseal().get()));
        }
        List<ReplicaId> members = status.members().stream().map(Member::replica).toList();
        List<ReplicaId> next = nextMembers(members, wanted.members(), status);
        if (next != null) {
            actions.add(new Action.ChangeMembers(partition, next));
            return;
        }
        if (isSplitDue(wanted, held, members, status)) {
            actions.add(new Action.Split(partition, wanted.split().orElseThrow()));
            return;
        }
        if (isMergeDue(wanted, held, members, status)) {
            actions.add(new Action.Merge(partition, wanted.merge().orElseThrow()));
            return;
        }
        boolean leaving = !wanted.members().isEmpty() && !wanted.members().contains(self);
        ReplicaId to = transferTarget(wanted, members, status, leaving);
        if (to != null) {
            actions.add(new Action.TransferLeadership(partition, to));
        }
    }

    /// All members must be able to follow: the child begins with those that do.
    private boolean isSplitDue(
            Desired wanted, Held held, List<ReplicaId> members, ReplicaStatus status) {
        return wanted.split().isPresent()
                && wanted.split().get().epoch().equals(held.state().epoch())
                && new TreeSet<>(members).equals(new TreeSet<>(wanted.members()))
                && allCaughtUp(members, status);
    }

    /// The neighbour's clients wait while it is absorbed: nothing else may be in the way.
    private boolean isMergeDue(
            Desired wanted, Held held, List<ReplicaId> members, ReplicaStatus status) {
        return wanted.merge().isPresent()
                && !wanted.merge().get().abandon()
                && wanted.merge().get().epoch().equals(held.state().epoch())
                && new TreeSet<>(members).equals(new TreeSet<>(wanted.members()))
                && allCaughtUp(members, status);
    }

    /// The membership one step nearer to the wanted one; null where there is no step to take now.
    private @Nullable List<ReplicaId> nextMembers(
            List<ReplicaId> members, List<ReplicaId> wanted, ReplicaStatus status) {
        if (wanted.isEmpty()) {
            return null;
        }
        for (ReplicaId add : wanted) {
            if (members.contains(add)) {
                continue;
            }
            // A wiped peer never votes as its old self: out first, then in as its new one.
            ReplicaId old = sameNode(members, add.node());
            return old != null ? without(members, old) : with(members, add);
        }
        for (ReplicaId member : members) {
            if (!wanted.contains(member) && !member.equals(self)) {
                return allCaughtUp(wanted, status) ? without(members, member) : null;
            }
        }
        return null;
    }

    private static @Nullable ReplicaId sameNode(List<ReplicaId> members, NodeId node) {
        for (ReplicaId member : members) {
            if (member.node().equals(node)) {
                return member;
            }
        }
        return null;
    }

    private static List<ReplicaId> with(List<ReplicaId> members, ReplicaId added) {
        List<ReplicaId> next = new ArrayList<>(members);
        next.add(added);
        return next;
    }

    private static List<ReplicaId> without(List<ReplicaId> members, ReplicaId removed) {
        List<ReplicaId> next = new ArrayList<>(members);
        next.remove(removed);
        return next;
    }

    private boolean allCaughtUp(List<ReplicaId> replicas, ReplicaStatus status) {
        for (ReplicaId replica : replicas) {
            if (!replica.equals(self) && !isCaughtUp(replica, status)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a follower answers, and its log is known to be within reach of the commit index. To
    /// hand leadership to one that is gone would stop all writes until that is given up.
    public static boolean isCaughtUp(ReplicaId replica, ReplicaStatus status) {
        FollowerProgress follower = status.followers().get(replica);
        return follower != null
                && follower.silentNanos() <= FOLLOWER_SILENT_NANOS_MAX
                && follower.matchIndex() + CAUGHT_UP_ENTRIES >= status.commitIndex();
    }

    private @Nullable ReplicaId transferTarget(
            Desired wanted, List<ReplicaId> members, ReplicaStatus status, boolean leaving) {
        NodeId preferred = wanted.preferredLeader().orElse(null);
        if (preferred != null && !preferred.equals(self.node())) {
            ReplicaId to = sameNode(members, preferred);
            if (to != null && wanted.members().contains(to) && isCaughtUp(to, status)) {
                return to;
            }
        }
        if (leaving && status.role() == Role.LEADER) {
            for (ReplicaId member : wanted.members()) {
                if (members.contains(member) && isCaughtUp(member, status)) {
                    return member;
                }
            }
        }
        return null;
    }
}
