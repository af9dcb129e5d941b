package io.kvasir.control.log;

import java.io.IOException;

/// A snapshot whose bytes are not those that were written.
public final class SnapshotDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    SnapshotDamagedException(String what) {
        super(what);
    }
}
