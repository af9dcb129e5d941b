/// Coordinators, recoveries and partitions of real code in one deterministic world of their own:
/// messages are lost, late and doubled, routers die between any two steps. Knows no processes.
@NullMarked
package io.kvasir.chaos.simulation.transaction;

import org.jspecify.annotations.NullMarked;
