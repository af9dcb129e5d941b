/// The store port on RocksDB: one database per node without a write-ahead log, one column family
/// per partition. The only package that names RocksDB.
@NullMarked
package io.kvasir.node.store.rocksdb;

import org.jspecify.annotations.NullMarked;
