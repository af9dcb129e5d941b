package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.replication.LogCorruptedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamagedLogTest {
    @TempDir Path root;

    private static Path openSegment(TestCluster.Node node) throws IOException {
        try (Stream<Path> files = Files.walk(node.folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("log_inprogress_"))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    /// The position behind the last byte that is not zero: segments are allocated ahead.
    private static long end(RandomAccessFile file) throws IOException {
        long end = file.length();
        while (end > 0) {
            file.seek(end - 1);
            if (file.read() != 0) {
                return end;
            }
            end--;
        }
        return end;
    }

    @Test
    void tornLastEntryIsDroppedAndComesBackFromTheOthers() throws IOException {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                cluster.write("w" + i);
                texts.add("w" + i);
            }
            cluster.awaitConverged();
            TestCluster.Node torn = cluster.except(cluster.leader()).getFirst();
            torn.stop();
            try (RandomAccessFile file = new RandomAccessFile(openSegment(torn).toFile(), "rw")) {
                // The begin of an entry of 100 bytes, then the zeros of what was allocated ahead.
                file.seek(end(file));
                file.write(100);
                file.write("torn".getBytes(StandardCharsets.UTF_8));
            }
            torn.restart();
            cluster.write("more");
            texts.add("more");
            cluster.awaitTexts(torn, texts);
        }
    }

    @Test
    void logThatEndsBeforeTheStateIsRefused() throws Exception {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            for (int i = 0; i < 10; i++) {
                cluster.write("w" + i);
            }
            cluster.awaitConverged();
            TestCluster.Node damaged = cluster.except(cluster.leader()).getFirst();
            damaged.state.flush().get();
            damaged.stop();
            try (RandomAccessFile file =
                    new RandomAccessFile(openSegment(damaged).toFile(), "rw")) {
                file.setLength(end(file) / 2);
            }
            damaged.start();
            assertThatThrownBy(damaged::reopen)
                    .isInstanceOf(LogCorruptedException.class)
                    .hasMessageContaining("but held all");
            assertThat(damaged.server.stored()).containsExactly(cluster.group);
            damaged.server.remove(cluster.group);
            assertThat(damaged.server.stored()).isEmpty();
            cluster.nodes.remove(damaged.id);
            damaged.server.close();
        }
    }

    @Test
    void logThatLostCommittedEntriesIsRefusedThoughNothingWasFlushed() throws Exception {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            for (int i = 0; i < 10; i++) {
                cluster.write("w" + i);
            }
            TestCluster.Node damaged = cluster.leader();
            GroupFiles files = new GroupFiles(damaged.folder);
            await().atMost(TestCluster.LONG).until(() -> files.marked(cluster.group) >= 10);
            damaged.stop();
            try (RandomAccessFile file =
                    new RandomAccessFile(openSegment(damaged).toFile(), "rw")) {
                long middle = end(file) / 2;
                file.seek(middle);
                int was = file.read();
                file.seek(middle);
                file.write(was ^ 0x10);
            }
            damaged.start();
            assertThatThrownBy(damaged::reopen).isInstanceOf(LogCorruptedException.class);
        }
    }

    @Test
    void damageInAnEarlierSegmentIsRefusedThoughTheLastOneIsWhole() throws Exception {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            TestCluster.Node damaged = cluster.leader();
            cluster.write("before");
            // Each start begins a segment.
            damaged.stop();
            damaged.restart();
            cluster.write("after");
            damaged.stop();
            Path first = closedSegments(damaged).getFirst();
            try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
                file.seek(end(file) - 2);
                int was = file.read();
                file.seek(end(file) - 2);
                file.write(was ^ 0x10);
            }
            damaged.start();
            assertThatThrownBy(damaged::reopen)
                    .isInstanceOf(LogCorruptedException.class)
                    .hasMessageContaining(first.getFileName().toString());
        }
    }

    private static List<Path> closedSegments(TestCluster.Node node) throws IOException {
        try (Stream<Path> files = Files.walk(node.folder)) {
            return files.filter(f -> f.getFileName().toString().matches("log_\\d+-\\d+"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void interruptedRemovalIsFinishedAtTheNextStart() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            cluster.write("one");
            TestCluster.Node node = cluster.leader();
            node.stop();
            new GroupFiles(node.folder)
                    .write(
                            cluster.group,
                            new GroupFiles.Entry(List.of(), 0, GroupFiles.Phase.REMOVED));
            node.start();
            assertThat(node.server.stored()).isEmpty();
        }
    }

    @Test
    void aLogThatIsGoneIsRefusedAndNotMadeAnew() {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("one");
            TestCluster.Node lost = cluster.except(cluster.leader()).getFirst();
            lost.stop();
            new GroupFiles(lost.folder).deleteLog(cluster.group);
            lost.start();
            assertThat(lost.server.stored()).containsExactly(cluster.group);
            assertThatThrownBy(() -> lost.server.open(cluster.group, lost.state))
                    .isInstanceOf(LogCorruptedException.class);
            assertThatThrownBy(() -> lost.create(cluster.members()))
                    .isInstanceOf(InvalidArgumentException.class);
            lost.server.remove(cluster.group);
            assertThat(lost.server.stored()).isEmpty();
            assertThat(lost.server.wasRemoved(cluster.group)).isTrue();
        }
    }

    @Test
    void aLogThatWasNeverMadeIsNotMissed() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            TestCluster.Node node = cluster.leader();
            node.stop();
            GroupFiles files = new GroupFiles(node.folder);
            files.deleteLog(cluster.group);
            files.update(cluster.group, entry -> entry.with(0, GroupFiles.Phase.FORMING));
            node.start();
            assertThat(node.server.stored()).isEmpty();
            node.create(cluster.members());
            cluster.write("one");
        }
    }
}
