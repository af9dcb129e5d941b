/// Connections to storage nodes, their load, and which of a partition's replicas to ask.
@NullMarked
package io.kvasir.routing.node;

import org.jspecify.annotations.NullMarked;
