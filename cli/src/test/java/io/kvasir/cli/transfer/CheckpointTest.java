package io.kvasir.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir Path folder;

    @Test
    void aCheckpointReadsBackAsItWasWritten() {
        Path file = folder.resolve("x.checkpoint");
        Checkpoint checkpoint = new Checkpoint("T", "f (3 bytes)", 42, 40, 2);

        checkpoint.write(file);

        assertThat(Checkpoint.read(file, "T", "f (3 bytes)")).contains(checkpoint);
    }

    @Test
    void aCheckpointOfAnotherFileOrTableIsRefused() {
        Path file = folder.resolve("x.checkpoint");
        new Checkpoint("T", "f (3 bytes)", 42, 40, 2).write(file);

        assertThatThrownBy(() -> Checkpoint.read(file, "T", "f (4 bytes)"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("--restart");
        assertThatThrownBy(() -> Checkpoint.read(file, "U", "f (3 bytes)"))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void withoutAFileThereIsNoCheckpoint() {
        assertThat(Checkpoint.read(folder.resolve("none"), "T", "f")).isEmpty();
    }

    @Test
    void theWatermarkPassesABatchOnlyWhenAllBeforeItAreDone() {
        Watermark watermark = new Watermark(Checkpoint.start("T", "f"));

        watermark.done(1, 50, 500, 25, 0);
        assertThat(watermark.reached().line()).isZero();

        watermark.done(0, 25, 250, 24, 1);
        assertThat(watermark.reached()).isEqualTo(new Checkpoint("T", "f", 50, 49, 1));
        assertThat(watermark.bytes()).isEqualTo(500);
    }
}
