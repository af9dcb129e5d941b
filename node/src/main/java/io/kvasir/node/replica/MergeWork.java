package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Merges;
import io.kvasir.node.partition.Merging.Absorbing;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.proposer.SystemCommand;
import io.kvasir.node.replica.MergeSteps.Step;
import io.kvasir.node.replica.SealedSource.TooLargeException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.StoreClosedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the leader of a partition does to absorb its right neighbour:
///
/// 1. its log says that it begins, which removes what an earlier attempt left;
/// 2. the neighbour's leader seals the neighbour, and hands over what it holds;
/// 3. that goes through the log, beyond the range, where nobody sees it;
/// 4. one entry extends the range.
///
/// An attempt that breaks off is begun anew by whoever leads then. Blocks.
public final class MergeWork {
    private static final Logger LOG = LoggerFactory.getLogger(MergeWork.class);
    private static final long ENTRY_SECONDS_MAX = 30;
    private static final long ATTEMPTS = 1L << 48;

    private final SealedSource source;
    private final MergeSteps steps;
    private final MeterRegistry meters;
    private final RandomGenerator dice;

    /// @param dice names attempts, so that no two leaders' are taken for each other
    public MergeWork(
            SealedSource source, MergeSteps steps, MeterRegistry meters, RandomGenerator dice) {
        this.dice = dice;
        this.source = source;
        this.steps = steps;
        this.meters = meters;
    }

    /// @return whether the partition holds both ranges now
    public boolean run(Replica left, MergeTask task) {
        long begunNanos = System.nanoTime();
        boolean done = attempt(left, task);
        Timer.builder("kvasir.node.merge")
                .description("Time that a leader took to absorb its partition's neighbour")
                .tag("outcome", done ? "done" : "broken_off")
                .publishPercentileHistogram()
                .register(meters)
                .record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS);
        return done;
    }

    private boolean attempt(Replica left, MergeTask task) {
        try {
            return new Attempt(left, task, dice.nextLong(1, ATTEMPTS)).run();
        } catch (TooLargeException e) {
            LOG.info("{} is not to absorb its neighbour: {}", left.partition(), e.getMessage());
            abandon(left, task);
        } catch (IOException | BrokenOff e) {
            LOG.info("{} has not absorbed its neighbour: {}", left.partition(), e.getMessage());
        } catch (StoreClosedException e) {
            LOG.debug("{} was removed while it absorbed its neighbour", left.partition());
        }
        return false;
    }

    /// Has the log say that the merge will never happen, unless it has.
    public void abandon(Replica left, MergeTask task) {
        var _ =
                left.proposer()
                        .submit(
                                SystemCommand.fence((state, nowMs, view) ->
                                        Merges.abandon(state, task.epoch())))
                        .thenAccept(done -> {
                            PartitionState now = left.state();
                            if (now.epoch().compareTo(task.epoch()) > 0
                                    && !now.range().overlaps(task.right().range())) {
                                steps.reached(Step.ABANDONED, left.partition());
                            }
                        });
    }

    /// Has the log of a sealed partition say that it goes on.
    public void unseal(Replica right, Sealed seal) {
        var _ =
                right.proposer()
                        .submit(
                                SystemCommand.fence(
                                        new ForSealed((state, nowMs, view) ->
                                                Merges.unseal(state, seal))))
                        .thenAccept(done -> {
                            if (!right.state().isSealed()) {
                                LOG.info("{} is not absorbed, and goes on", right.partition());
                                steps.reached(Step.UNSEALED, right.partition());
                            }
                        });
    }

    /// This node's replica of a partition that was absorbed is about to go.
    public void releasing(PartitionId right) {
        steps.reached(Step.RELEASED, right);
    }

    private record ForSealed(SystemCommand command) implements SystemCommand {
        @Override
        public List<Mutation> evaluate(
                PartitionState state, long nowMs, Function<Bytes, @Nullable Bytes> view) {
            return command.evaluate(state, nowMs, view);
        }

        @Override
        public boolean isForSealed() {
            return true;
        }
    }

    /// Another leader goes on, or the merge was given up.
    private static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenOff(String message) {
            super(message);
        }
    }

    private final class Attempt {
        private final Replica left;
        private final MergeTask task;
        private final long number;
        private long records;

        Attempt(Replica left, MergeTask task, long number) {
            this.left = left;
            this.task = task;
            this.number = number;
        }

        boolean run() throws IOException {
            long begunNanos = System.nanoTime();
            log((state, nowMs, view) ->
                    Merges.begin(
                            state, task.epoch(), task.right().id(), task.right().range(), number));
            requireAbsorbed();
            steps.reached(Step.BEGUN, left.partition());
            PartitionState right = pull();
            steps.reached(Step.ABSORBED, left.partition());
            log(SystemCommand.fence(new Finish(number, records, right)));
            if (!left.state().range().contains(task.right().range())) {
                throw new BrokenOff("its last entry took no effect");
            }
            steps.reached(Step.MERGED, left.partition());
            // A fence's round tells the followers of the commit now, and not with the next
            // heartbeat.
            var _ = left.log().readFence();
            LOG.info(
                    "{} has absorbed {}: {} records in {} ms",
                    left.partition(),
                    task.right().id(),
                    records,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
            return true;
        }

        private PartitionState pull() throws IOException {
            AbsorbedRecords absorbed = new AbsorbedRecords(task.right().range(), this::absorb);
            ReplicaImport copy = new ReplicaImport(absorbed);
            Sealed seal = new Sealed(left.partition(), task.epoch());
            SealedSource.Request request =
                    new SealedSource.Request(
                            task.right().id(), task.right().epoch(), seal, task.bytesMax());
            pull(request, copy);
            copy.finished();
            absorbed.commit();
            PartitionState right = absorbed.state();
            if (!right.merging().equals(Optional.of(seal))
                    || !right.partition().equals(task.right().id())
                    || !right.range().equals(task.right().range())) {
                throw new IOException("the copy of its neighbour is of " + right);
            }
            return right;
        }

        /// From the node that led last, or another that has a replica: it may lead by now.
        private void pull(SealedSource.Request request, ReplicaImport copy) throws IOException {
            List<NodeId> nodes = new ArrayList<>();
            task.right().leader().ifPresent(nodes::add);
            for (ReplicaId replica : task.right().replicas()) {
                if (!nodes.contains(replica.node())) {
                    nodes.add(replica.node());
                }
            }
            IOException last = new IOException("no replica of its neighbour is known");
            for (NodeId node : nodes) {
                try {
                    source.pull(node, request, copy);
                    return;
                } catch (TooLargeException e) {
                    throw e;
                } catch (IOException e) {
                    if (copy.bytes() > 0) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw last;
        }

        private void absorb(List<Mutation.Put> piece) {
            long before = records;
            log((state, nowMs, view) -> Merges.absorb(state, number, before, piece, view));
            records += piece.size();
            requireAbsorbed();
            steps.reached(Step.ABSORBING, left.partition());
        }

        /// What was logged took effect, and nobody has begun anew.
        private void requireAbsorbed() {
            boolean so =
                    left.state().merging().orElse(null) instanceof Absorbing absorbing
                            && absorbing.attempt() == number
                            && absorbing.records() == records
                            && left.state().epoch().equals(task.epoch());
            if (!so) {
                throw new BrokenOff("it no longer leads, or the merge was given up");
            }
        }

        private void log(SystemCommand command) {
            try {
                boolean done =
                        left.proposer().submit(command).get(ENTRY_SECONDS_MAX, TimeUnit.SECONDS);
                if (!done) {
                    throw new BrokenOff("it no longer leads, or an entry took no effect");
                }
            } catch (TimeoutException e) {
                throw new BrokenOff("no entry is committed for " + ENTRY_SECONDS_MAX + " s");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a proposer's reply failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokenOff("the node stops");
            }
        }
    }

    private record Finish(long attempt, long records, PartitionState right)
            implements SystemCommand {
        @Override
        public List<Mutation> evaluate(
                PartitionState state, long nowMs, Function<Bytes, @Nullable Bytes> view) {
            return Merges.finish(state, attempt, records, right);
        }

        @Override
        public long hybridTimeMin() {
            return right.hybridTime();
        }
    }
}
