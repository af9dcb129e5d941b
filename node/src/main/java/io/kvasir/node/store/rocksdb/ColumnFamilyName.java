package io.kvasir.node.store.rocksdb;

import io.kvasir.model.partition.PartitionId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `p<partition>.<generation>`: the generation rises each time a copy replaces the data.
record ColumnFamilyName(PartitionId partition, int generation) {
    byte[] encoded() {
        return (partition + "." + generation).getBytes(StandardCharsets.UTF_8);
    }

    /// Null where the name is not of a partition, as `default` is.
    static @Nullable ColumnFamilyName parse(byte[] encoded) {
        String name = new String(encoded, StandardCharsets.UTF_8);
        int dot = name.indexOf('.');
        if (!name.startsWith("p") || dot < 0) {
            return null;
        }
        return new ColumnFamilyName(
                new PartitionId(Long.parseLong(name.substring(1, dot))),
                Integer.parseInt(name.substring(dot + 1)));
    }
}
