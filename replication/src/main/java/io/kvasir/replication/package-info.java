/// The port of the replicated log: what a state machine promises, and what it may ask of the log it
/// stands on. Ratis lives behind it, in `ratis`; nothing here names it. The simulated log of the
/// testkit is the other implementation.
@NullMarked
package io.kvasir.replication;

import org.jspecify.annotations.NullMarked;
