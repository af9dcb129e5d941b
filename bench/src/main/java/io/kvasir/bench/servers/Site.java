package io.kvasir.bench.servers;

import io.kvasir.cli.local.LoopbackPorts;
import java.nio.file.Path;

/// Where servers are started.
///
/// @param folder for all their data and logs
/// @param ports free ones on loopback
/// @param tokens Kvasir's writes carry tokens
/// @param valueBytes of an item
public record Site(Path folder, LoopbackPorts ports, boolean tokens, int valueBytes) {}
