/// Commands of operators: the cluster, its nodes, partitions and operations. What they order is
/// taken by the control plane; here it is only said and shown.
@NullMarked
package io.kvasir.cli.cluster;

import org.jspecify.annotations.NullMarked;
