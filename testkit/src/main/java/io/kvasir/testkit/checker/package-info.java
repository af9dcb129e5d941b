/// Judges recorded histories: linearizability, order, durability, sessions, staleness, tiling,
/// replica equality, serializability. Pure; bounded in time and memory, and honest where the bound
/// is met.
@NullMarked
package io.kvasir.testkit.checker;

import org.jspecify.annotations.NullMarked;
