package io.kvasir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCpuTest {
    @TempDir Path folder;

    @Test
    void aNameMayHoldWhatSeparatesFields() {
        String stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194560 1 0 0 0 150 25 7 7 20 0 4 0 1 2 3";

        assertThat(ServerCpu.parsed(stat)).isEqualTo(Duration.ofMillis(1750));
    }

    @Test
    void whatAProcessConsumesIsSeen() {
        long pid = ProcessHandle.current().pid();
        Duration before = ServerCpu.consumed(List.of(pid));

        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .until(() -> ServerCpu.consumed(List.of(pid)).compareTo(before) > 0);
    }

    @Test
    void aStoppedProcessConsumesNothingAndStillEnds() {
        ChildProcess busy =
                ChildProcess.start(
                        "busy",
                        folder.resolve("busy"),
                        List.of("sh", "-c", "while :; do :; done"),
                        Map.of());
        List<Long> pids = List.of(busy.pid());
        try {
            Awaitility.await().until(() -> !ServerCpu.consumed(pids).isZero());
            Signal.STOP.send(pids);
            Duration stopped = ServerCpu.consumed(pids);
            Awaitility.await()
                    .during(Duration.ofMillis(200))
                    .until(() -> ServerCpu.consumed(pids).minus(stopped).toMillis() <= 10);
        } finally {
            busy.close();
        }
        assertThat(ProcessHandle.of(pids.getFirst()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aMissingProgramNamesThePackage() {
        assertThatThrownBy(() -> Executables.find("no-such-program", "its-package"))
                .hasMessageContaining("its-package");
    }
}
