/// What is asked of a store: operations, the mixes of them that have names, and which keys they
/// meet. No store is known here.
@NullMarked
package io.kvasir.bench.workload;

import org.jspecify.annotations.NullMarked;
