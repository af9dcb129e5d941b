package io.kvasir.node.store;

import io.kvasir.model.Bytes;
import java.util.zip.CRC32C;

/// The first four bytes of every stored value: CRC32C over its key and the rest of it, so that a
/// value is refused that was damaged or stands under another key.
public final class Checksum {
    public static final int BYTES = 4;

    private Checksum() {}

    /// Writes the checksum into the first four bytes of `value`.
    public static Bytes seal(Bytes key, byte[] value) {
        int checksum = of(key, value);
        for (int i = 0; i < BYTES; i++) {
            value[i] = (byte) (checksum >>> (24 - 8 * i));
        }
        return Bytes.ofOwned(value);
    }

    public static boolean isIntact(Bytes key, Bytes value) {
        byte[] raw = value.array();
        if (raw.length < BYTES) {
            return false;
        }
        int stored = 0;
        for (int i = 0; i < BYTES; i++) {
            stored = stored << 8 | (raw[i] & 0xFF);
        }
        return stored == of(key, raw);
    }

    /// @throws CorruptionException where the checksum does not match
    public static Bytes verified(Bytes key, Bytes value) {
        if (!isIntact(key, value)) {
            throw new CorruptionException(
                    "the value of "
                            + value.length()
                            + " bytes under key "
                            + key
                            + " does not match its checksum");
        }
        return value;
    }

    private static int of(Bytes key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key.array(), 0, key.length());
        crc.update(value, BYTES, value.length - BYTES);
        return (int) crc.getValue();
    }
}
