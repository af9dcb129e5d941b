package io.kvasir.routing.execute;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.Partition;

/// How one attempt at one partition ended.
sealed interface Attempt<R> {
    record Answered<R>(R reply, Partition partition) implements Attempt<R> {}

    /// @param redirected something was learned of where to go instead: the next attempt need not
    ///   wait
    record Refused<R>(RequestFailure failure, boolean redirected) implements Attempt<R> {}
}
