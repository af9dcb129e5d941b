/// Runs the protocol of transactions against partitions: on virtual threads, with the clock and the
/// dice that the protocol itself has not.
@NullMarked
package io.kvasir.routing.transaction.run;

import org.jspecify.annotations.NullMarked;
