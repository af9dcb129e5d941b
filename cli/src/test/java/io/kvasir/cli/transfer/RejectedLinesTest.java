package io.kvasir.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedLinesTest {
    @TempDir Path folder;

    @Test
    void withoutARejectedRecordThereIsNoFile() {
        Path file = folder.resolve("rejected.jsonl");
        new RejectedLines(file, 0).close();

        assertThat(file).doesNotExist();
    }

    @Test
    void aRunThatGoesOnKeepsWhatIsBeforeItsCheckpoint() throws IOException {
        Path file = folder.resolve("rejected.jsonl");
        try (RejectedLines rejected = new RejectedLines(file, 0)) {
            rejected.add(3, "no \"key\"", "{}");
            rejected.add(9, "later", "{}");
        }

        new RejectedLines(file, 5).close();

        assertThat(Files.readAllLines(file))
                .containsExactly("{\"line\":3,\"reason\":\"no \\\"key\\\"\",\"text\":\"{}\"}");
    }
}
