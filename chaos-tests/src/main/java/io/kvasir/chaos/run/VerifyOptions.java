package io.kvasir.chaos.run;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.testkit.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a run is asked for.
///
/// @param given `host:port` of routers of a cluster that is there already: no faults then
/// @param report where the report goes
/// @param unsafe options that switch safeguards of storage nodes off; see `Safeguard`
/// @param work where an own cluster keeps its data
public record VerifyOptions(
        double minutes,
        Seed seed,
        Path report,
        Path work,
        List<String> given,
        List<FaultKind> faults,
        String faultsText,
        BackendKind backend,
        int nodes,
        int clients,
        int operationsPerSecond,
        List<String> unsafe) {
    private static final double MINUTES_MAX = 24 * 60;
    private static final int NODES_MIN = 3;
    private static final int NODES_MAX = 9;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    public VerifyOptions {
        given = List.copyOf(given);
        faults = List.copyOf(faults);
        unsafe = List.copyOf(unsafe);
        if (!(minutes > 0 && minutes <= MINUTES_MAX)) {
            throw new InvalidArgumentException(
                    "minutes is " + minutes + "; it must be above 0 and at most " + MINUTES_MAX);
        }
        if (nodes < NODES_MIN || nodes > NODES_MAX) {
            throw new InvalidArgumentException(
                    "nodes is " + nodes + "; it must be " + NODES_MIN + " to " + NODES_MAX);
        }
    }

    public long durationNanos() {
        return (long) (minutes * NANOS_PER_MINUTE);
    }

    /// The command that makes the same workload and schedule again.
    public String replay(Optional<String> more) {
        StringBuilder command = new StringBuilder("./kvasir verify --seed ").append(seed);
        command.append(" --minutes ").append(minutes);
        if (given.isEmpty()) {
            command.append(" --faults ").append(faultsText);
            command.append(" --backend ").append(backend.word());
            command.append(" --nodes ").append(nodes);
        } else {
            command.append(" --cluster ").append(String.join(",", given));
        }
        command.append(" --clients ").append(clients);
        command.append(" --rate ").append(operationsPerSecond);
        more.ifPresent(text -> command.append(' ').append(text));
        return command.toString();
    }
}
