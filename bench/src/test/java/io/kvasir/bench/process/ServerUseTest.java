package io.kvasir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerUseTest {
    @Test
    void fieldsAreReadByTheirNames() {
        ServerUse use =
                ServerUse.parsed(
                        "Name:\tjava\nVmRSS:\t  2048 kB\nThreads:\t17\n",
                        "rchar: 5\nwrite_bytes: 4096\ncancelled_write_bytes: 1\n");
        assertThat(use).isEqualTo(new ServerUse(2 << 20, 17, 4096));
    }

    @Test
    void thisProcessHoldsSomething() {
        ServerUse use = ServerUse.of(List.of(ProcessHandle.current().pid()));
        assertThat(use.memoryBytes()).isPositive();
        assertThat(use.threads()).isPositive();
    }
}
