package io.kvasir.cli.transfer;

import java.util.TreeMap;

/// Up to where an import is done without a gap, while its batches end in any order.
final class Watermark {
    private record Done(long line, long end, long imported, long rejected) {}

    private final TreeMap<Long, Done> ahead = new TreeMap<>();
    private Checkpoint reached;
    private long bytes;
    private long next;

    Watermark(Checkpoint start) {
        this.reached = start;
    }

    /// @param sequence of the batch, from 0 without a gap
    /// @param line its last
    /// @param end bytes of the source up to its end
    synchronized void done(long sequence, long line, long end, long imported, long rejected) {
        ahead.put(sequence, new Done(line, end, imported, rejected));
        while (!ahead.isEmpty() && ahead.firstKey() == next) {
            Done batch = ahead.pollFirstEntry().getValue();
            reached =
                    new Checkpoint(
                            reached.table(),
                            reached.source(),
                            batch.line(),
                            reached.imported() + batch.imported(),
                            reached.rejected() + batch.rejected());
            bytes = batch.end();
            next++;
        }
    }

    synchronized Checkpoint reached() {
        return reached;
    }

    synchronized long bytes() {
        return bytes;
    }
}
