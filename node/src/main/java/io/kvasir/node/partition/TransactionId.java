package io.kvasir.node.partition;

import io.kvasir.model.Bytes;

/// One attempt at a transaction.
///
/// @param home global key of the first of its items in the order of keys; its record stands beside
///   it, so that a retry finds the record whichever way the items are spread by then
/// @param name its client request token, or one drawn for it
/// @param number rises from attempt to attempt
/// @param attempt drawn anew for each attempt
public record TransactionId(Bytes home, Bytes name, long number, Bytes attempt) {}
