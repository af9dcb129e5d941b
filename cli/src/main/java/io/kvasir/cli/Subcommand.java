package io.kvasir.cli;

import java.util.Comparator;
import java.util.ServiceLoader;
import picocli.CommandLine;

/// A subcommand that a module above this one brings, found with [ServiceLoader]: `bench` and
/// `verify` start whole clusters with the pieces of this module, so they cannot lie below it.
public interface Subcommand {
    /// @return the class with picocli's `@Command`
    Class<?> command();

    /// Adds every subcommand on the class path, in the order of their class names.
    static void addAll(CommandLine to) {
        ServiceLoader.load(Subcommand.class).stream()
                .map(provider -> provider.get().command())
                .sorted(Comparator.comparing(Class::getName))
                .forEach(to::addSubcommand);
    }
}
