/// What a partition's replicas compute: the format of entries, how they apply, and how a leader
/// evaluates operations into them. Pure: no clock, no I/O, no threads; the store is a function
/// handed in.
@NullMarked
package io.kvasir.node.partition;

import org.jspecify.annotations.NullMarked;
