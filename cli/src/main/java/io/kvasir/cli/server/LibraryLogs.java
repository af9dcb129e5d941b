package io.kvasir.cli.server;

import org.slf4j.bridge.SLF4JBridgeHandler;

/// What libraries write through the JDK's own logging goes where everything else goes, in the same
/// form and above the same levels.
public final class LibraryLogs {
    private LibraryLogs() {}

    /// Once the properties that the log's settings read are set.
    public static void join() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
