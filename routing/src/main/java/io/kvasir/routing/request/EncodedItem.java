package io.kvasir.routing.request;

import com.google.protobuf.ByteString;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import io.kvasir.proto.ItemCodec;
import org.jspecify.annotations.Nullable;

/// An item as its stored bytes, as its attributes, or both: each is made from the other only when
/// someone asks, so that what is passed through is never parsed. Immutable and safe for any thread.
public final class EncodedItem {
    private volatile @Nullable ByteString bytes;
    private volatile @Nullable Item item;

    private EncodedItem(@Nullable ByteString bytes, @Nullable Item item) {
        this.bytes = bytes;
        this.item = item;
    }

    public static EncodedItem of(Item item) {
        return new EncodedItem(null, item);
    }

    /// @param bytes a kvasir.v1.Item
    public static EncodedItem of(ByteString bytes) {
        return new EncodedItem(bytes, null);
    }

    /// Both forms, where the caller already has them.
    public static EncodedItem of(ByteString bytes, Item item) {
        return new EncodedItem(bytes, item);
    }

    /// The bytes of a kvasir.v1.Item.
    public ByteString bytes() {
        ByteString present = bytes;
        if (present == null) {
            present = ItemCodec.toBytes(item());
            bytes = present;
        }
        return present;
    }

    /// @throws InvalidArgumentException where the bytes are no item
    public Item item() {
        Item present = item;
        if (present == null) {
            ByteString source = bytes;
            present = source == null ? Item.EMPTY : ItemCodec.fromBytes(source);
            item = present;
        }
        return present;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedItem that && item().equals(that.item());
    }

    @Override
    public int hashCode() {
        return item().hashCode();
    }

    @Override
    public String toString() {
        return item().toString();
    }
}
