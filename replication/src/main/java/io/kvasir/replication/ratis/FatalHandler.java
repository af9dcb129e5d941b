package io.kvasir.replication.ratis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens when going on would mean going on in doubt: broken storage, an apply that threw, a
/// pause so long that Ratis closed the server.
@FunctionalInterface
public interface FatalHandler {
    /// The exit status of a process ended by [#HALT].
    int EXIT_STATUS = 70;

    /// Logs and halts the process at once: no shutdown hook may touch storage that is in doubt.
    FatalHandler HALT =
            (message, cause) -> {
                Logger log = LoggerFactory.getLogger(FatalHandler.class);
                log.error("fatal: {}; the process ends", message, cause);
                Runtime.getRuntime().halt(EXIT_STATUS);
            };

    void fatal(String message, Throwable cause);
}
