package io.kvasir.chaos.run;

import io.kvasir.chaos.fault.FaultKind;
import io.kvasir.model.Safeguard;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// How it is shown that checkers notice when a safeguard is off.
public enum Mutation {
    READ_FENCE(Safeguard.READ_FENCE, Means.SIMULATION),
    TERM_CHECK(Safeguard.TERM_CHECK, Means.SIMULATION),
    ORDER_CHECK(Safeguard.ORDER_CHECK, Means.SIMULATION),
    TOKEN_CHECK(Safeguard.TOKEN_CHECK, Means.SIMULATION),
    TOKEN_CHECK_OF_PROCESSES(Safeguard.TOKEN_CHECK, Means.PROCESSES),
    READ_FENCE_OF_PROCESSES(Safeguard.READ_FENCE, Means.NAMESPACES, FaultKind.ISOLATED_LEADER),
    CHILD_SEED(Safeguard.CHILD_SEED, Means.PROCESSES, FaultKind.SPLIT),
    EPOCH_CHECK(Safeguard.EPOCH_CHECK, Means.SIMULATION),
    MAP_VERSION(Safeguard.MAP_VERSION, Means.SIMULATION),
    LOG_SYNC(Safeguard.LOG_SYNC, Means.SIMULATION);

    /// Where it shows most surely.
    public enum Means {
        /// In simulated partitions: `--simulate`.
        SIMULATION,
        /// In a cluster of processes on loopback.
        PROCESSES,
        /// In one of processes in network namespaces.
        NAMESPACES
    }

    private final Safeguard safeguard;
    private final Means means;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<FaultKind> faults;

    Mutation(Safeguard safeguard, Means means, FaultKind... faults) {
        this.safeguard = safeguard;
        this.means = means;
        this.faults = List.of(faults);
    }

    public Safeguard safeguard() {
        return safeguard;
    }

    public Means means() {
        return means;
    }

    public List<FaultKind> faults() {
        return faults;
    }

    /// As `--faults` takes it.
    String faultsText() {
        return faults.isEmpty()
                ? "none"
                : faults.stream().map(FaultKind::word).collect(Collectors.joining(","));
    }

    /// The option of a virtual machine that switches the safeguard off.
    public String option() {
        return "-D" + safeguard.property() + "=true";
    }

    /// Safeguards that nothing shows yet.
    public static List<Safeguard> notShown() {
        List<Safeguard> shown = Arrays.stream(values()).map(Mutation::safeguard).toList();
        return Arrays.stream(Safeguard.values()).filter(each -> !shown.contains(each)).toList();
    }
}
