package io.kvasir.node.app;

import static org.awaitility.Awaitility.await;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Merging;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.proto.internal.v1.Assignment;
import io.kvasir.proto.internal.v1.MergeOrder;
import io.kvasir.proto.internal.v1.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// What a control plane orders of two neighbours: decided anew from what their leaders say each
/// time that something is waited for.
final class MergeOrders {
    static final PartitionId LEFT = new PartitionId(7);
    static final PartitionId RIGHT = new PartitionId(8);
    static final List<String> LEFT_NODES = List.of("n1", "n2", "n3");
    static final List<String> RIGHT_NODES = List.of("n2", "n3", "n4");
    static final List<String> ALL = List.of("n1", "n2", "n3", "n4");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BYTES_MAX = 64 << 20;

    private final TestNodes nodes;
    private final KeyRange leftRange;
    private final KeyRange rightRange;
    private List<String> rightNodes = RIGHT_NODES;
    private long leftEpoch = 1;
    private boolean founded;
    private boolean ordered;
    private boolean abandoned;

    /// What the map says, once it is decided.
    private Optional<PartitionState> decided = Optional.empty();

    MergeOrders(TestNodes nodes, Bytes cut) {
        this.nodes = nodes;
        leftRange = new KeyRange(Bytes.EMPTY, cut);
        rightRange = new KeyRange(cut, null);
    }

    void found() {
        tell();
        nodes.leader(LEFT);
        nodes.leader(RIGHT);
        founded = true;
    }

    /// The right one was split off the left one, and is on the same nodes.
    void onThree() {
        founded = true;
        leftEpoch = 2;
        rightNodes = LEFT_NODES;
    }

    void merge() {
        ordered = true;
    }

    void abandon() {
        abandoned = true;
    }

    void until(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    tell();
                    return condition.getAsBoolean();
                });
    }

    void untilMerged() {
        until(() -> decided.isPresent() && isMerged(decided.get()));
    }

    /// And the right one goes on.
    void untilAbandoned() {
        until(() ->
                decided.isPresent()
                        && !isMerged(decided.get())
                        && leaderState(RIGHT).isPresent()
                        && !leaderState(RIGHT).get().isSealed());
    }

    private boolean isMerged(PartitionState left) {
        return left.range().equals(KeyRange.ALL);
    }

    private Optional<PartitionState> leaderState(PartitionId partition) {
        return nodes.leaderNow(partition)
                .flatMap(name -> nodes.replica(name, partition))
                .map(replica -> replica.state());
    }

    private void tell() {
        if (decided.isEmpty()) {
            decided = leaderState(LEFT).filter(state -> state.epoch().value() > leftEpoch);
        }
        if (decided.isPresent() && isMerged(decided.get())) {
            nodes.tell(
                    Set.of(RIGHT),
                    nodes.assignment(LEFT, KeyRange.ALL, false, array(LEFT_NODES)).build());
            return;
        }
        List<Assignment> assignments = new ArrayList<>();
        Assignment.Builder left = nodes.assignment(LEFT, leftRange, !founded, array(LEFT_NODES));
        Assignment.Builder right = nodes.assignment(RIGHT, rightRange, !founded, array(rightNodes));
        if (ordered && decided.isEmpty()) {
            left.setMerge(order());
        }
        if (decided.isPresent()) {
            leaderState(RIGHT).ifPresent(state -> unseal(state, right));
        }
        assignments.add(left.build());
        assignments.add(right.build());
        nodes.tell(Set.of(), assignments.toArray(Assignment[]::new));
    }

    private MergeOrder order() {
        Assignment right = nodes.assignment(RIGHT, rightRange, false, array(rightNodes)).build();
        return MergeOrder.newBuilder()
                .setEpoch(leftEpoch)
                .setRight(right.getPartition())
                .setBytesMax(BYTES_MAX)
                .setAbandon(abandoned)
                .build();
    }

    private static void unseal(PartitionState state, Assignment.Builder right) {
        if (state.merging().orElse(null) instanceof Merging.Sealed seal) {
            right.setUnseal(
                    Seal.newBuilder()
                            .setInto(seal.into().value())
                            .setIntoEpoch(seal.intoEpoch().value()));
        }
    }

    private static String[] array(List<String> names) {
        return names.toArray(String[]::new);
    }
}
