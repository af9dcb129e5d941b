package io.kvasir.bench;

import io.kvasir.bench.compare.CompareCommand;
import io.kvasir.bench.compare.GrowthCommand;
import io.kvasir.bench.compare.RunCommand;
import io.kvasir.bench.cost.CostCommand;
import picocli.CommandLine.Command;

/// Measuring.
@Command(
        name = "bench",
        description = "Measures Kvasir, and other stores beside it on the same machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CompareCommand.class,
            RunCommand.class,
            GrowthCommand.class,
            CostCommand.class,
            EchoServerCommand.class
        })
public final class BenchCommand {}
