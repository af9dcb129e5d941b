package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Operation;
import org.jspecify.annotations.Nullable;

/// What one key does when its operations come one at a time. States are immutable and compare by
/// value.
public interface SequentialModel<S> {
    S initial();

    /// The state after the operation took effect here with the result it had; null where it cannot
    /// have had that result. An operation of unknown outcome takes whatever effect it can have.
    @Nullable S after(S state, Operation operation);

    /// The operation never changes what later ones see: it may be put at the first place where it
    /// fits.
    boolean isPassive(Operation operation);

    /// The state after it is the same whatever the state before: what came just before it and was
    /// not seen makes no difference.
    boolean isBlind(Operation operation);
}
