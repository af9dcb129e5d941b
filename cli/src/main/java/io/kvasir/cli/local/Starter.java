package io.kvasir.cli.local;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Makes a server's command a process of this machine in another way than as a child of this one:
/// in a container.
@FunctionalInterface
public interface Starter {
    /// Starts the process and leaves it running. What it prints goes to the end of the server's
    /// log.
    ///
    /// @return its number, as this machine counts; it is the server itself, not what started it
    long start(ServerProcess server, Program program) throws IOException;

    /// What is to run, whichever virtual machine and class path it finds there.
    ///
    /// @param javaOptions of the virtual machine
    /// @param arguments the main class, and what it is given
    /// @param environment variables more
    record Program(
            List<String> javaOptions,
            List<String> arguments,
            SequencedMap<String, String> environment) {
        public Program {
            javaOptions = List.copyOf(javaOptions);
            arguments = List.copyOf(arguments);
            environment = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(environment));
        }
    }
}
