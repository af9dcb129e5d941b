/// The control plane's gRPC services: what nodes, routers and operators ask. Translates and waits;
/// decides nothing about the cluster.
@NullMarked
package io.kvasir.control.service;

import org.jspecify.annotations.NullMarked;
