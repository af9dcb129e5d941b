package io.kvasir.cli.transfer;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of writes that were sent and have no answer yet. Two records of one key must not be
/// under way at once: the later one in the file is to win.
final class KeysUnderWay {
    private final KeySchema schema;
    private final Set<List<AttributeValue>> keys = new HashSet<>();

    KeysUnderWay(KeySchema schema) {
        this.schema = schema;
    }

    /// The key of an item; empty where an attribute of it is missing.
    Optional<List<AttributeValue>> keyOf(Item item) {
        List<AttributeValue> key = new ArrayList<>(2);
        @Nullable AttributeValue partition = item.get(schema.partitionKey().name());
        if (partition == null) {
            return Optional.empty();
        }
        key.add(partition);
        if (schema.sortKey().isPresent()) {
            @Nullable AttributeValue sort = item.get(schema.sortKey().get().name());
            if (sort == null) {
                return Optional.empty();
            }
            key.add(sort);
        }
        return Optional.of(key);
    }

    /// Waits until none of the keys is under way, then takes them all.
    synchronized void take(Collection<List<AttributeValue>> taken) throws InterruptedException {
        while (taken.stream().anyMatch(keys::contains)) {
            wait();
        }
        keys.addAll(taken);
    }

    synchronized void giveBack(Collection<List<AttributeValue>> given) {
        given.forEach(keys::remove);
        notifyAll();
    }
}
