package io.kvasir.bench;

import io.kvasir.cli.Subcommand;

/// Adds `bench` to the command.
public final class BenchSubcommand implements Subcommand {
    @Override
    public Class<?> command() {
        return BenchCommand.class;
    }
}
