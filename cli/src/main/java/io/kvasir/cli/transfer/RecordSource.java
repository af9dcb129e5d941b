package io.kvasir.cli.transfer;

import java.io.IOException;
import java.util.Optional;

/// The records of a file, in order.
interface RecordSource {
    /// The next record; empty at the end.
    Optional<SourceRecord> next() throws IOException;
}
