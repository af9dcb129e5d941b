/// The gRPC front door: `kvasir.v1` over the routing core. Tables and the cluster's description go
/// on to the control plane. Knows nothing of the other front door.
@NullMarked
package io.kvasir.router.grpc;

import org.jspecify.annotations.NullMarked;
