package io.kvasir.bench.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Answers of CQL's binary protocol, version 4, as far as they are looked at.
final class CqlMessages {
    private static final int KIND_ROWS = 2;
    private static final int GLOBAL_TABLE = 0x01;
    private static final int HAS_MORE_PAGES = 0x02;
    private static final int NO_METADATA = 0x04;

    private CqlMessages() {}

    static String error(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        return "0x" + Integer.toHexString(in.getInt()) + ": " + text(in);
    }

    /// The id of a prepared statement.
    static byte[] preparedId(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        in.getInt();
        byte[] id = new byte[in.getShort()];
        in.get(id);
        return id;
    }

    /// The first row's values; an empty list where there is no row. Absent values are empty.
    static List<byte[]> firstRow(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        if (in.getInt() != KIND_ROWS) {
            return List.of();
        }
        int flags = in.getInt();
        int columns = in.getInt();
        if ((flags & HAS_MORE_PAGES) != 0) {
            in.position(in.position() + 4 + in.getInt(in.position()));
        }
        if ((flags & NO_METADATA) == 0) {
            skipColumns(in, flags, columns);
        }
        List<byte[]> row = new ArrayList<>();
        if (in.getInt() > 0) {
            for (int i = 0; i < columns; i++) {
                byte[] value = new byte[Math.max(0, in.getInt())];
                in.get(value);
                row.add(value);
            }
        }
        return row;
    }

    /// Types are all plain: a number without parameters.
    private static void skipColumns(ByteBuffer in, int flags, int columns) {
        boolean global = (flags & GLOBAL_TABLE) != 0;
        if (global) {
            text(in);
            text(in);
        }
        for (int i = 0; i < columns; i++) {
            if (!global) {
                text(in);
                text(in);
            }
            text(in);
            in.getShort();
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
