/// The port to what a node keeps on disk: one ordered key-value store per partition, divided into
/// spaces. `rocksdb` below is its implementation; nothing else here may name RocksDB.
@NullMarked
package io.kvasir.node.store;

import org.jspecify.annotations.NullMarked;
