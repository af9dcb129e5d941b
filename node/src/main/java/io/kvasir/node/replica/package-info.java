/// The replicas on this node: state machine on the store, life cycle, copies, staleness. Between
/// the pure partition logic below and the services above; knows neither gRPC nor Ratis nor RocksDB.
@NullMarked
package io.kvasir.node.replica;

import org.jspecify.annotations.NullMarked;
