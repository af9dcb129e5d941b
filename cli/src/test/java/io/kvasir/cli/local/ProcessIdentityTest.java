package io.kvasir.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cli.local.ServerProcess.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
    @TempDir Path folder;
    private Process other;

    @BeforeEach
    void startAProcess() throws IOException {
        other = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void endIt() {
        other.destroyForcibly();
    }

    @Test
    void aProcessIsItselfUntilItEnds() throws InterruptedException {
        ProcessIdentity identity = ProcessIdentity.running(other.pid()).orElseThrow();
        identity.write(folder.resolve("pid"));

        assertThat(ProcessIdentity.read(folder.resolve("pid"))).contains(identity);
        assertThat(identity.isRunning()).isTrue();

        other.destroyForcibly();
        assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(identity.isRunning()).isFalse();
    }

    @Test
    void aProcessThatOnlyHasTheNumberOfTheOldOneIsNeverKilled() {
        new ProcessIdentity(other.pid(), "another boot:12345").write(folder.resolve("pid"));
        ServerProcess server = new ServerProcess("node-1", Role.NODE, folder);

        assertThat(server.isRunning()).isFalse();
        server.kill();

        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void aPidFileOfAnotherKindIsNoProcess() throws IOException {
        java.nio.file.Files.writeString(folder.resolve("pid"), "garbage\n");

        assertThat(ProcessIdentity.read(folder.resolve("pid"))).isEmpty();
    }
}
