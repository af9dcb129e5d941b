package io.kvasir.cli.transfer;

import java.time.Duration;
import java.util.Optional;

/// How an import ended.
///
/// @param imported items, in this run and, where it went on with an earlier one, before
/// @param rejected records that were not imported, each with its reason in the report file
/// @param elapsed of this run
/// @param failure why it stopped before the end; empty where it did not
public record ImportReport(
        long imported, long rejected, Duration elapsed, Optional<String> failure) {}
