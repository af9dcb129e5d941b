package io.kvasir.node.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeLibraryTest {
    /// Where a process is killed nothing can be deleted any more, so it must be gone before.
    @EnabledOnOs(OS.LINUX)
    @Test
    void noCopyOfTheLibraryIsLeftOnceItIsLoaded() throws IOException {
        NativeLibrary.load();
        NativeLibrary.load();
        List<String> mapped =
                Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.contains("librocksdb"))
                        .toList();
        assertThat(mapped).isNotEmpty().allMatch(line -> line.endsWith("(deleted)"));
    }
}
