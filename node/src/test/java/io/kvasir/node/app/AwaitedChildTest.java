package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.kvasir.model.Bytes;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MergeSteps;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.SplitSteps;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageGrpc;
import io.kvasir.proto.v1.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests for the child of a split that come while it is made: sent away, they would come back
/// after ever longer pauses.
class AwaitedChildTest {
    private static final PartitionId PARENT = new PartitionId(7);
    private static final PartitionId CHILD = new PartitionId(8);
    private static final String[] ALL = {"n1", "n2", "n3"};

    @TempDir Path folder;
    private TestNodes nodes;
    private final Map<String, HeldSplit> splits = new TreeMap<>();

    @BeforeEach
    void start() {
        nodes = new TestNodes(folder, Duration.ofSeconds(3));
        for (String name : ALL) {
            HeldSplit split = new HeldSplit(SplitSteps.Step.SEEDED);
            splits.put(name, split);
            nodes.start(name, new StorageNode.Hooks(split, MergeSteps.NONE, MoveSteps.NONE, true));
        }
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aRequestForAChildThatIsBeingMadeWaitsForItAndItsLeader() throws Exception {
        nodes.bootstrap(PARENT, ALL);
        String leader = nodes.leader(PARENT);
        HeldSplit held = splits.get(leader);
        held.hold();
        nodes.split(PARENT, CHILD, Bytes.utf8("m"), ALL);
        held.awaitReached();
        ListenableFuture<ReadResponse> early =
                StorageGrpc.newFutureStub(nodes.stub(leader).getChannel())
                        .read(strongRead(CHILD, 1, "x"));
        // On the same connection, so that the one before has arrived when this one is answered.
        ReadResponse other = nodes.stub(leader).read(strongRead(PARENT, 2, "a"));
        assertThat(other.hasError()).as("the parent serves meanwhile: %s", other).isFalse();
        held.goOn();
        ReadResponse answer = early.get(1, TimeUnit.MINUTES);
        assertThat(answer.hasError()).as("%s", answer).isFalse();
    }

    private static ReadRequest strongRead(PartitionId partition, long epoch, String key) {
        return ReadRequest.newBuilder()
                .setPartition(TestNodes.reference(partition, epoch))
                .setConsistency(Consistency.STRONG)
                .setKeys(
                        KeysRead.newBuilder()
                                .addAllKeys(List.of(ItemCodec.toWire(Bytes.utf8(key)))))
                .build();
    }
}
