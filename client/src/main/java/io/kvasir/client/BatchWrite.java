package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts and deletes of distinct items, each done or not on its own. More than 25 are sent in
/// several requests.
///
/// @param exactCapacity see `PutItem.exactCapacity`
public record BatchWrite(
        List<Write> writes,
        Optional<Session> session,
        Optional<Duration> timeout,
        boolean exactCapacity) {
    public sealed interface Write {
        String table();
    }

    public record Put(String table, Item item) implements Write {}

    /// @param key exactly the key attributes
    public record Delete(String table, Item key) implements Write {}

    public static final BatchWrite EMPTY =
            new BatchWrite(List.of(), Optional.empty(), Optional.empty(), false);

    public BatchWrite {
        writes = List.copyOf(writes);
    }

    public static BatchWrite of(List<? extends Write> writes) {
        return new BatchWrite(List.copyOf(writes), Optional.empty(), Optional.empty(), false);
    }

    public BatchWrite put(String table, Item item) {
        return with(new Put(table, item));
    }

    public BatchWrite delete(String table, Item key) {
        return with(new Delete(table, key));
    }

    public BatchWrite in(Session line) {
        return new BatchWrite(writes, Optional.of(line), timeout, exactCapacity);
    }

    public BatchWrite timeout(Duration duration) {
        return new BatchWrite(writes, session, Optional.of(duration), exactCapacity);
    }

    public BatchWrite withExactCapacity() {
        return new BatchWrite(writes, session, timeout, true);
    }

    private BatchWrite with(Write write) {
        List<Write> more = new ArrayList<>(writes);
        more.add(write);
        return new BatchWrite(more, session, timeout, exactCapacity);
    }
}
