package io.kvasir.node.store.rocksdb;

import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.ColumnFamilyHandle;

/// One column family that holds, or held, a partition's data. Its native handle is released when
/// the owner has retired it and the last user is done: a use after that would end the process.
final class Generation {
    private static final long OWNER = 1;

    private final int number;
    private final ColumnFamilyHandle handle;
    private final AtomicLong users = new AtomicLong(OWNER);

    Generation(int number, ColumnFamilyHandle handle) {
        this.number = number;
        this.handle = handle;
    }

    int number() {
        return number;
    }

    /// Only between `acquire` and `release`.
    ColumnFamilyHandle handle() {
        return handle;
    }

    /// @return false where the generation is retired
    boolean acquire() {
        long seen = users.get();
        while (seen > 0) {
            if (users.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = users.get();
        }
        return false;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            handle.close();
        }
    }

    /// The owner's release: no new users from now on, once those there are done. Called once.
    void retire() {
        release();
    }

    boolean isReleased() {
        return users.get() == 0;
    }
}
