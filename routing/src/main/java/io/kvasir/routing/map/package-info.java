/// The cached map of the cluster: from the control plane's stream, from a file, and corrected by
/// what storage nodes say. `ClusterMap` is pure; the watcher and the file act.
@NullMarked
package io.kvasir.routing.map;

import org.jspecify.annotations.NullMarked;
