/// A cluster of fakes on real ports, for routers and clients: storage nodes that do as they are
/// told, and a control plane that streams the map it is given. Without replication and expressions.
@NullMarked
package io.kvasir.testkit.cluster;

import org.jspecify.annotations.NullMarked;
