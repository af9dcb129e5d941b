/// The replicated log on Apache Ratis with its gRPC transport: the only code that names Ratis. It
/// knows nothing of items, partitions or tables; entries are bytes.
@NullMarked
package io.kvasir.replication.ratis;

import org.jspecify.annotations.NullMarked;
