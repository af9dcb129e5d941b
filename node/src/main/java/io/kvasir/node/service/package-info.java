/// The gRPC services of a storage node. Calls come on virtual threads and may block, except inside
/// RocksDB: reads that need the disk go to a bounded pool of platform threads.
@NullMarked
package io.kvasir.node.service;

import org.jspecify.annotations.NullMarked;
