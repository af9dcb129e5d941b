package io.kvasir.cli.local;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What stands around a server's own command, from its next start on.
///
/// @param prefix a command that runs the server's, such as one that enters a network namespace; it
///   must become the server's process, not its parent
/// @param environment variables more
/// @param javaOptions options of the virtual machine more
/// @param starter what starts it; empty: this process does, with the prefix
public record Launch(
        List<String> prefix,
        SequencedMap<String, String> environment,
        List<String> javaOptions,
        Optional<Starter> starter) {
    public static final Launch PLAIN =
            new Launch(List.of(), new LinkedHashMap<>(), List.of(), Optional.empty());

    public Launch {
        prefix = List.copyOf(prefix);
        environment = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(environment));
        javaOptions = List.copyOf(javaOptions);
    }

    public Launch withPrefix(List<String> command) {
        return new Launch(command, environment, javaOptions, starter);
    }

    public Launch withEnvironment(SequencedMap<String, String> variables) {
        return new Launch(prefix, variables, javaOptions, starter);
    }

    public Launch withJavaOptions(List<String> options) {
        return new Launch(prefix, environment, options, starter);
    }

    public Launch withStarter(Starter other) {
        return new Launch(prefix, environment, javaOptions, Optional.of(other));
    }
}
