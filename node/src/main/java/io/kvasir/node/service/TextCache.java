package io.kvasir.node.service;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Values made from texts, kept while they are used: in two generations of which the older is
/// forgotten when the younger is full.
final class TextCache<V> {
    private final int generationMax;
    private volatile ConcurrentHashMap<String, V> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<String, V> old = new ConcurrentHashMap<>();

    TextCache(int generationMax) {
        this.generationMax = generationMax;
    }

    V get(String text, Function<String, V> make) {
        @Nullable V known = young.get(text);
        if (known != null) {
            return known;
        }
        @Nullable V older = old.get(text);
        V value = older == null ? make.apply(text) : older;
        if (young.size() >= generationMax) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(text, value);
        return value;
    }
}
