package io.kvasir.control.state;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.table.Table;

/// What a command came to.
public sealed interface Reply {
    record Done() implements Reply {}

    record OfTable(Table table) implements Reply {}

    record OfSplit(SplitEntry split) implements Reply {}

    record OfMerge(MergeEntry merge) implements Reply {}

    /// Nothing happened.
    record Refused(RequestFailure failure) implements Reply {
        static Refused because(ErrorCode code, String message) {
            return new Refused(RequestFailure.of(code, message));
        }
    }
}
