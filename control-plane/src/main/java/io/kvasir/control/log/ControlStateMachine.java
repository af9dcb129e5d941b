package io.kvasir.control.log;

import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.StateCodec;
import io.kvasir.model.Bytes;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The state machine of the control plane's group. The state is a value: readers take the latest
/// without a lock, and a flush writes it while the log goes on.
public final class ControlStateMachine implements StateMachine, AutoCloseable {
    private final SnapshotFile file;
    private final SnapshotSource source;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("control-snapshot").factory());
    private volatile Runnable onChange = () -> {};
    private volatile Consumer<Leadership> onLeadership = leadership -> {};
    private volatile Applied applied;
    private volatile LogPosition durable;

    private ControlStateMachine(SnapshotFile file, SnapshotSource source, Applied start) {
        this.file = file;
        this.source = source;
        this.applied = start;
        this.durable = start.position();
    }

    /// From the snapshot in `directory`, where there is one.
    ///
    /// @throws SnapshotDamagedException where that is not what was written
    public static ControlStateMachine open(Path directory, SnapshotSource source)
            throws IOException {
        SnapshotFile file = new SnapshotFile(directory);
        return new ControlStateMachine(file, source, file.read());
    }

    /// Called after each change, from the thread that applies: they must not block. Before the log
    /// opens.
    public void listen(Runnable changed, Consumer<Leadership> leadership) {
        this.onChange = changed;
        this.onLeadership = leadership;
    }

    public Applied applied() {
        return applied;
    }

    public ClusterState state() {
        return applied.state();
    }

    /// The state as bytes, checksummed: what `SnapshotSource` brings to another member.
    public byte[] copy() {
        return SnapshotFile.encode(applied);
    }

    @Override
    public LogPosition durablePosition() {
        return durable;
    }

    @Override
    public Outcome apply(LogPosition position, Bytes bytes) {
        ClusterState state = applied.state();
        StateCodec.Entry entry = StateCodec.entry(bytes);
        EntryStamp due = state.lastEntry().next(position.term());
        if (!entry.stamp().equals(due)) {
            applied = new Applied(position, state);
            return new Outcome.Ignored(
                    "evaluated as " + entry.stamp() + " where " + due + " is due");
        }
        applied = new Applied(position, state.apply(entry.stamp(), entry.records()));
        onChange.run();
        return Outcome.Applied.WITHOUT_RESULT;
    }

    @Override
    public void skip(LogPosition position) {
        applied = new Applied(position, applied.state());
    }

    @Override
    public CompletableFuture<LogPosition> flush() {
        Applied now = applied;
        return CompletableFuture.supplyAsync(() -> write(now), writer);
    }

    private LogPosition write(Applied snapshot) {
        try {
            if (snapshot.position().compareTo(durable) > 0) {
                file.write(snapshot);
                durable = snapshot.position();
            }
            return durable;
        } catch (IOException e) {
            throw new UncheckedIOException("The control plane's snapshot cannot be written", e);
        }
    }

    @Override
    public LogPosition install(Member from, LogPosition atLeast) throws IOException {
        Applied copy = SnapshotFile.decode(source.pull(from, atLeast));
        if (copy.position().compareTo(atLeast) < 0) {
            throw new IOException(
                    from.replica()
                            + " gave a copy at "
                            + copy.position().index()
                            + "; at least "
                            + atLeast.index()
                            + " is needed");
        }
        CompletableFuture.supplyAsync(() -> write(copy), writer).join();
        applied = copy;
        onChange.run();
        return copy.position();
    }

    @Override
    public void onLeadership(Leadership leadership) {
        onLeadership.accept(leadership);
    }

    @Override
    public void close() {
        writer.close();
    }
}
