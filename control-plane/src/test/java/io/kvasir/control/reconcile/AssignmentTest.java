package io.kvasir.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static List<ReplicaId> replicas(String... names) {
        return Stream.of(names).map(ReplicaId::parse).toList();
    }

    private static List<ReplicaId> members(
            List<ReplicaId> wanted, List<ReplicaId> present, String... running) {
        return Assignment.members(wanted, present, replicas(running)::contains);
    }

    @Test
    void aGroupThatIsWhatItShouldBeStaysSo() {
        List<ReplicaId> three = replicas("a.s", "b.s", "c.s");
        assertThat(members(three, three)).isEqualTo(three);
    }

    @Test
    void aReplicaIsAddedOnlyOnceItRuns() {
        List<ReplicaId> wanted = replicas("a.s", "b.s", "d.s");
        List<ReplicaId> present = replicas("a.s", "b.s", "c.s");
        assertThat(members(wanted, present)).as("nobody is let go before").isEqualTo(present);
        assertThat(members(wanted, present, "d.s")).isEqualTo(wanted);
    }

    @Test
    void whatANodeWasBeforeItLostItsDiskIsLetGoAtOnce() {
        List<ReplicaId> wanted = replicas("a.s", "b.s", "c.new");
        List<ReplicaId> present = replicas("a.s", "b.s", "c.old");
        assertThat(members(wanted, present)).isEqualTo(replicas("a.s", "b.s"));
        assertThat(members(wanted, replicas("a.s", "b.s"), "c.new")).isEqualTo(wanted);
    }
}
