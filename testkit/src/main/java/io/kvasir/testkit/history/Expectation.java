package io.kvasir.testkit.history;

/// What a conditional write demands of the present item.
public sealed interface Expectation {
    record Absent() implements Expectation {}

    record Present() implements Expectation {}

    record Value(String value) implements Expectation {}

    record Version(long version) implements Expectation {}
}
