/// The protocol of transactions over any partitions, seen from a router: coordinator, recovery, and
/// reads that heed locks. Pure: each says what to ask next and what follows from the answers; no
/// clock, no dice but those given, no threads, nothing sent.
@NullMarked
package io.kvasir.routing.transaction;

import org.jspecify.annotations.NullMarked;
