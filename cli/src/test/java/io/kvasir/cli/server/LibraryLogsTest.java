package io.kvasir.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LibraryLogsTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @AfterEach
    void part() {
        root.detachAppender(written);
        SLF4JBridgeHandler.uninstall();
    }

    @Test
    void whatALibraryLogsIsWrittenAsOurOwnIsAndAboveTheSameLevel() {
        written.start();
        root.addAppender(written);
        LibraryLogs.join();
        var library = java.util.logging.Logger.getLogger("io.helidon.webserver");
        library.log(Level.INFO, "started all channels");
        library.log(Level.WARNING, "a connection broke");
        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("a connection broke");
    }
}
