package io.kvasir.node.partition;

import io.kvasir.model.Bytes;

/// One attempt at a transaction.
///
/// @param record global key of its record, from the client request token
/// @param attempt drawn anew for each attempt, so that a late message of one cannot decide another
public record TransactionId(Bytes record, Bytes attempt) {}
