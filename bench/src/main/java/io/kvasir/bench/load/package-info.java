/// Callers, closed and open loop, and what is counted of them. Which store they call is not their
/// concern.
@NullMarked
package io.kvasir.bench.load;

import org.jspecify.annotations.NullMarked;
