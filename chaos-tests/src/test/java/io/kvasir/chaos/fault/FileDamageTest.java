package io.kvasir.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDamageTest {
    private static final int WRITTEN = 1000;

    @TempDir private Path folder;

    @Test
    void aTornLogLosesBytesThatWereWritten() {
        Seeds.each(
                20,
                seed -> {
                    Path log = log();
                    new FileDamage(seed.random("damage")).inflict(FileDamage.Kind.TORN_LOG, folder);
                    assertThat(Files.size(log)).isLessThan(WRITTEN);
                });
    }

    @Test
    void aFlippedBitIsOneBitOfWhatWasWritten() {
        Seeds.each(
                20,
                seed -> {
                    Path log = log();
                    byte[] before = Files.readAllBytes(log);
                    new FileDamage(seed.random("damage"))
                            .inflict(FileDamage.Kind.FLIPPED_LOG, folder);
                    byte[] after = Files.readAllBytes(log);
                    int at = Arrays.mismatch(before, after);
                    assertThat(at).isBetween(0, WRITTEN - 1);
                    assertThat(Integer.bitCount((before[at] ^ after[at]) & 0xFF)).isEqualTo(1);
                    after[at] = before[at];
                    assertThat(after).isEqualTo(before);
                });
    }

    @Test
    void aLostLogIsOneGroupsFolderAndNoOther() throws IOException {
        for (String group : List.of("a", "b")) {
            Path current =
                    Files.createDirectories(folder.resolve("raft/log/" + group + "/current"));
            Files.write(current.resolve("log_inprogress_7"), new byte[] {1});
        }
        String said =
                new FileDamage(new java.util.Random(1)).inflict(FileDamage.Kind.LOST_LOG, folder);
        assertThat(said).matches("raft/log/[ab] deleted");
        try (Stream<Path> left = Files.list(folder.resolve("raft/log"))) {
            assertThat(left.toList()).hasSize(1).allMatch(Files::exists);
        }
    }

    @Test
    void whereThereIsNothingToDamageItSaysSo() throws IOException {
        assertThat(
                        new FileDamage(new java.util.Random(1))
                                .inflict(FileDamage.Kind.FLIPPED_TABLE, folder))
                .isEqualTo("there was no file to damage");
    }

    /// Longer than what was written to it, as a preallocated one is.
    private Path log() throws IOException {
        byte[] bytes = new byte[4 * WRITTEN];
        Arrays.fill(bytes, 0, WRITTEN, (byte) 0x5A);
        return Files.write(folder.resolve("log_inprogress_7"), bytes);
    }
}
