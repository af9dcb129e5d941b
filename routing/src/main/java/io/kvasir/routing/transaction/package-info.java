/// Transactions over any partitions: the coordinator, recovery, and reads that heed locks.
/// Blocking, for virtual threads. Knows the steps that partitions take, and no front door.
@NullMarked
package io.kvasir.routing.transaction;

import org.jspecify.annotations.NullMarked;
