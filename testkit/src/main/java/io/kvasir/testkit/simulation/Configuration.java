package io.kvasir.testkit.simulation;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A group's members. While they change, `outgoing` are those before: decisions need a majority of
/// both.
record Configuration(List<Member> members, List<Member> outgoing) {
    static final Configuration EMPTY = new Configuration(List.of(), List.of());

    public Configuration {
        members = List.copyOf(members);
        outgoing = List.copyOf(outgoing);
    }

    static Configuration of(List<Member> members) {
        return new Configuration(members, List.of());
    }

    boolean isChanging() {
        return !outgoing.isEmpty();
    }

    boolean has(ReplicaId replica) {
        return all().stream().anyMatch(member -> member.replica().equals(replica));
    }

    /// Members of either configuration, each once.
    List<Member> all() {
        List<Member> all = new ArrayList<>(members);
        for (Member member : outgoing) {
            if (!all.contains(member)) {
                all.add(member);
            }
        }
        return all;
    }

    boolean hasMajority(Predicate<ReplicaId> agrees) {
        return majority(members, agrees) && (outgoing.isEmpty() || majority(outgoing, agrees));
    }

    private static boolean majority(List<Member> of, Predicate<ReplicaId> agrees) {
        long count = of.stream().filter(member -> agrees.test(member.replica())).count();
        return count * 2 > of.size();
    }
}
