package io.kvasir.cli.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Lines of a stream as bytes, with their numbers and where they end. A line is bounded, so that a
/// file that is no text cannot fill the memory.
final class TextLines {
    /// An item of 400 KB with every character escaped and every value typed is below.
    static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    /// @param number from 1
    /// @param bytes without the line break; empty where it was too long
    /// @param end bytes of the stream up to and with the line break
    @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
    record TextLine(long number, byte[] bytes, boolean isTooLong, long end) {}

    private final InputStream input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private long consumed;
    private long lines;

    TextLines(InputStream input) {
        this.input = input;
    }

    /// The next line; empty at the end.
    Optional<TextLine> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        boolean any = false;
        while (fill()) {
            any = true;
            int start = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            boolean ended = at < filled;
            if (line.size() + at - start > LINE_BYTES_MAX) {
                tooLong = true;
                line.reset();
            }
            if (!tooLong) {
                line.write(buffer, start, at - start);
            }
            at += ended ? 1 : 0;
            consumed += at - start;
            if (ended) {
                break;
            }
        }
        if (!any) {
            return Optional.empty();
        }
        lines++;
        return Optional.of(
                new TextLine(lines, withoutCarriageReturn(line.toByteArray()), tooLong, consumed));
    }

    private boolean fill() throws IOException {
        if (at < filled) {
            return true;
        }
        at = 0;
        filled = Math.max(0, input.read(buffer));
        return filled > 0;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        return carriageReturn ? java.util.Arrays.copyOf(line, line.length - 1) : line;
    }
}
