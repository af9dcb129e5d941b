package io.kvasir.routing.execute;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.internal.v1.TransactActionResult;
import io.kvasir.proto.internal.v1.TransactResponse;
import java.util.Optional;

/// How one part of a step ended.
public sealed interface StepOutcome {
    /// @param reply to the whole group that the part travelled in
    /// @param action the part's own result, in steps that evaluate actions
    record Answered(TransactResponse reply, Optional<TransactActionResult> action)
            implements StepOutcome {}

    /// @param inDoubt the step may have been carried out, or may be yet
    record Failed(RequestFailure failure, boolean inDoubt) implements StepOutcome {}
}
