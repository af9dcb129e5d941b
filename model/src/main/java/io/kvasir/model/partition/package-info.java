/// Partitions: identity, range, epoch, replicas, and the map that tiles the key space. Pure.
@NullMarked
package io.kvasir.model.partition;

import org.jspecify.annotations.NullMarked;
