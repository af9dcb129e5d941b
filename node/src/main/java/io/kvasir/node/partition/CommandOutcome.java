package io.kvasir.node.partition;

/// How a command ended.
public sealed interface CommandOutcome permits WriteOutcome, TransactionAnswer {}
