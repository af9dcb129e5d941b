package io.kvasir.client;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.Optional;
import java.util.stream.Stream;

/// A table whose items are records of one type. What is not here is said through the client, with
/// `mapper` between.
public final class RecordTable<T extends Record> {
    private final KvasirClient client;
    private final String name;
    private final ItemMapper<T> mapper;

    RecordTable(KvasirClient client, String name, ItemMapper<T> mapper) {
        this.client = client;
        this.name = name;
        this.mapper = mapper;
    }

    public String name() {
        return name;
    }

    public ItemMapper<T> mapper() {
        return mapper;
    }

    /// Makes or replaces the record's item.
    public WriteResult put(T value) {
        return client.put(putting(value));
    }

    /// The request that `put` sends, to add a condition or settings to.
    public PutItem putting(T value) {
        return PutItem.into(name, mapper.toItem(value));
    }

    /// @param key exactly the key attributes
    public Optional<T> get(Item key) {
        return get(GetItem.from(name, key));
    }

    public Optional<T> get(GetItem request) {
        return client.get(request).item().map(mapper::fromItem);
    }

    /// @param key exactly the key attributes
    public WriteResult delete(Item key) {
        return client.delete(DeleteItem.from(name, key));
    }

    /// The records of one item collection, fetched page by page as the stream is read.
    public Stream<T> query(String partitionKey, AttributeValue value) {
        return query(Query.of(name, partitionKey, value));
    }

    public Stream<T> query(Query request) {
        return client.pages(request).items().map(mapper::fromItem);
    }

    /// All records, fetched page by page as the stream is read.
    public Stream<T> scan() {
        return scan(Scan.of(name));
    }

    public Stream<T> scan(Scan request) {
        return client.pages(request).items().map(mapper::fromItem);
    }
}
