package io.kvasir.chaos.run;

import io.kvasir.chaos.cluster.Backend;
import io.kvasir.chaos.cluster.Containers;
import io.kvasir.chaos.cluster.Namespaces;
import io.kvasir.chaos.cluster.PlainProcesses;
import java.util.Locale;

/// The words of `--backend`.
public enum BackendKind {
    PROCESSES,
    NAMESPACES,
    CONTAINERS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one that nobody named: with a network to disturb, where this machine and user can make
    /// one.
    public static BackendKind usual() {
        return Namespaces.missing().isEmpty() ? NAMESPACES : PROCESSES;
    }

    /// @throws IllegalStateException where this machine lacks what it needs
    Backend make() {
        return switch (this) {
            case PROCESSES -> new PlainProcesses();
            case NAMESPACES -> Namespaces.make();
            case CONTAINERS -> Containers.make();
        };
    }
}
