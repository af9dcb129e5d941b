/// What Kvasir costs beside its speed: memory, threads and CPU at rest, bytes written for bytes
/// stored, and the time to come back.
@NullMarked
package io.kvasir.bench.cost;

import org.jspecify.annotations.NullMarked;
