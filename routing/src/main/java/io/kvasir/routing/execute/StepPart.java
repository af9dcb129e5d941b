package io.kvasir.routing.execute;

import io.kvasir.model.Bytes;
import io.kvasir.proto.internal.v1.TransactAction;
import java.util.Optional;

/// One item's part in a step of a transaction.
///
/// @param key global key; its partition is asked
/// @param action what the transaction does there, in steps that evaluate it
/// @param bytes about how many its entry in the log takes
public record StepPart(Bytes key, Optional<TransactAction> action, long bytes) {}
