package io.kvasir.control.console;

import io.kvasir.model.Bytes;
import java.util.Arrays;

/// Global keys as they are shown.
final class Keys {
    private static final int BYTES_SHOWN_MAX = 24;

    private Keys() {}

    /// In hexadecimal, a long one cut short.
    static String shown(Bytes key) {
        return key.length() <= BYTES_SHOWN_MAX
                ? key.toString()
                : Bytes.ofOwned(Arrays.copyOf(key.array(), BYTES_SHOWN_MAX)) + "…";
    }
}
