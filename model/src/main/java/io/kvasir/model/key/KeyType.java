package io.kvasir.model.key;

/// The three types a key attribute can have.
public enum KeyType {
    S,
    N,
    B
}
