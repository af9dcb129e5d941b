/// Servers of the stores that can be measured: real processes on loopback, started, paused and
/// stopped here.
@NullMarked
package io.kvasir.bench.servers;

import org.jspecify.annotations.NullMarked;
