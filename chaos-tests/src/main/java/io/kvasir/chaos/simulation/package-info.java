/// Proposers, state machines and replicas of real code over testkit's simulated log, on disks in
/// memory that lose what was not flushed: one deterministic world for each seed.
@NullMarked
package io.kvasir.chaos.simulation;

import org.jspecify.annotations.NullMarked;
