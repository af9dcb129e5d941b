package io.kvasir.testkit.history;

/// What a client asked of one key. Values are unique per key, so that a read names the write it
/// saw.
public sealed interface Action {
    enum Consistency {
        STRONG,
        SESSION,
        EVENTUAL
    }

    record Read(Consistency consistency) implements Action {}

    record Put(String value) implements Action {}

    record PutIf(Expectation expected, String value) implements Action {}

    record Delete() implements Action {}

    record DeleteIf(Expectation expected) implements Action {}

    /// Adds to a number; an absent item counts as 0.
    record Add(long delta) implements Action {}

    default boolean isRead() {
        return this instanceof Read;
    }

    default boolean isStrong() {
        return !(this instanceof Read read) || read.consistency() == Consistency.STRONG;
    }

    default boolean removes() {
        return this instanceof Delete || this instanceof DeleteIf;
    }
}
