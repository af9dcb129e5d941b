package io.kvasir.cli.option;

import io.kvasir.client.Consistency;
import io.kvasir.client.ReadRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How fresh a read must be.
public final class Reading {
    @Option(
            names = "--consistency",
            paramLabel = "eventual|strong",
            defaultValue = "EVENTUAL",
            description =
                    "eventual (default): any replica, the reply says how stale it can be;"
                            + " strong: everything acknowledged before.")
    private Consistency consistency;

    @Option(names = "--strong", description = "The same as --consistency strong.")
    private boolean strong;

    @Mixin private SessionOption session;

    public <T extends ReadRequest<T>> T apply(T request) {
        T read = request.consistency(strong ? Consistency.STRONG : consistency);
        return session.open().map(read::in).orElse(read);
    }

    public SessionOption session() {
        return session;
    }
}
