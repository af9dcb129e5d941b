package io.kvasir.node.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.Projection;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.StoredItem;
import io.kvasir.node.store.Space;
import io.kvasir.node.store.StoreReader;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Lookup;
import io.kvasir.node.store.StoreReader.ScanEnd;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.KeysRead;
import io.kvasir.proto.internal.v1.RangeRead;
import io.kvasir.proto.internal.v1.ReadResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers reads from one partition's store.
final class Reader {
    private final Expressions expressions;

    Reader(Expressions expressions) {
        this.expressions = expressions;
    }

    /// @return empty where the tier does not suffice
    Optional<ReadResponse.Builder> keys(StoreReader store, KeysRead read, Tier tier) {
        Projection projection =
                read.hasProjection() ? expressions.projection(read.getProjection()) : null;
        ReadResponse.Builder response = ReadResponse.newBuilder();
        for (ByteString asked : read.getKeysList()) {
            Bytes key = Space.ITEM.key(ItemCodec.fromWire(asked));
            switch (store.get(key, tier)) {
                case Lookup.NotCached _ -> {
                    return Optional.empty();
                }
                case Lookup.Absent _ ->
                        response.addItems(io.kvasir.proto.internal.v1.StoredItem.newBuilder());
                case Lookup.Found(Bytes value) -> {
                    StoredItem item = StoredItem.decode(key, value);
                    response.addItems(
                            wire(
                                    item,
                                    projection == null ? null : projection.project(parse(item))));
                }
            }
        }
        return Optional.of(response);
    }

    /// One page of the part of `held` that is asked for.
    ///
    /// @return empty where the tier does not suffice
    Optional<ReadResponse.Builder> range(
            StoreReader store, RangeRead read, KeyRange range, Tier tier) {
        Page page =
                new Page(
                        read,
                        read.hasFilter() ? expressions.filter(read.getFilter()) : null,
                        read.hasProjection() ? expressions.projection(read.getProjection()) : null);
        ScanEnd end =
                store.scan(
                        Space.ITEM.range(range),
                        read.getBackward() ? Direction.BACKWARD : Direction.FORWARD,
                        tier,
                        page::visit);
        return end == ScanEnd.NOT_CACHED ? Optional.empty() : Optional.of(page.finish());
    }

    /// A page while it fills.
    private static final class Page {
        private final ReadResponse.Builder response = ReadResponse.newBuilder();
        private final @Nullable BoundCondition filter;
        private final @Nullable Projection projection;
        private final boolean countOnly;
        private final int limit;
        private final long bytesMax;
        private int scanned;
        private int passed;
        private long scannedBytes;

        Page(RangeRead read, @Nullable BoundCondition filter, @Nullable Projection projection) {
            this.filter = filter;
            this.projection = projection;
            this.countOnly = read.getCountOnly();
            this.limit = read.getLimit() == 0 ? Integer.MAX_VALUE : read.getLimit();
            this.bytesMax =
                    read.getBytesMax() == 0
                            ? Limits.PAGE_BYTES_MAX
                            : Math.min(read.getBytesMax(), Limits.PAGE_BYTES_MAX);
        }

        boolean visit(Bytes key, Bytes value) {
            StoredItem item = StoredItem.decode(key, value);
            scanned++;
            scannedBytes += item.sizeBytes();
            if (filter == null && (countOnly || projection == null)) {
                pass(item, null);
            } else {
                Item parsed = parse(item);
                if (filter == null || filter.test(parsed)) {
                    pass(item, projection == null ? null : projection.project(parsed));
                }
            }
            boolean full = scanned >= limit || scannedBytes >= bytesMax;
            if (full) {
                response.setLastKey(ItemCodec.toWire(Space.inner(key)));
            }
            return !full;
        }

        private void pass(StoredItem item, @Nullable Item projected) {
            passed++;
            if (!countOnly) {
                response.addItems(wire(item, projected));
            }
        }

        ReadResponse.Builder finish() {
            return response.setScannedCount(scanned).setCount(passed).setScannedBytes(scannedBytes);
        }
    }

    private static Item parse(StoredItem item) {
        return ItemCodec.fromBytes(bytes(item.attributes()));
    }

    /// @param projected what to send in place of the whole item; null: the stored bytes as they are
    private static io.kvasir.proto.internal.v1.StoredItem wire(
            StoredItem item, @Nullable Item projected) {
        return io.kvasir.proto.internal.v1.StoredItem.newBuilder()
                .setFound(true)
                .setItem(
                        projected == null ? bytes(item.attributes()) : ItemCodec.toBytes(projected))
                .setVersion(item.version())
                .setSizeBytes(item.sizeBytes())
                .build();
    }

    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }
}
