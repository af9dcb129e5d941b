/// Nodes and their places in the cluster. Pure.
@NullMarked
package io.kvasir.model.cluster;

import org.jspecify.annotations.NullMarked;
