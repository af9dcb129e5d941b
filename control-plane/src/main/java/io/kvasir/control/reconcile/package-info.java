/// The leader's loop: compares what nodes report with what should be, and has the difference
/// written down as commands. Remembers nothing between rounds: a new leader goes on from the state.
@NullMarked
package io.kvasir.control.reconcile;

import org.jspecify.annotations.NullMarked;
