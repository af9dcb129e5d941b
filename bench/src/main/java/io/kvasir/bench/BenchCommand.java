package io.kvasir.bench;

import io.kvasir.bench.compare.CompareCommand;
import picocli.CommandLine.Command;

/// Measuring.
@Command(
        name = "bench",
        description = "Measures Kvasir, and other stores beside it on the same machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CompareCommand.class, EchoServerCommand.class})
public final class BenchCommand {}
