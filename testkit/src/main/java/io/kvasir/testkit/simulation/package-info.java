/// One deterministic, single-threaded world: virtual time, ordered events, and a replicated log
/// with faults behind the port of `io.kvasir.replication`. It may not use threads, clocks or dice
/// of its own.
@NullMarked
package io.kvasir.testkit.simulation;

import org.jspecify.annotations.NullMarked;
