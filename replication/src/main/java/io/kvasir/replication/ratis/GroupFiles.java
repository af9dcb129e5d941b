package io.kvasir.replication.ratis;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of a replication server: `log/<uuid>` is Ratis's, `group/<number>` a small record of
/// ours for each, and `none` stays empty.
///
/// The record holds what Ratis does not keep: the members that a group was formed with, until a
/// configuration is in its log; up to where its state came from outside the log, so that a log that
/// ends before the state can be told from a damaged one; and that there is a log, so that one that
/// is gone can be told from one that was never made. Beside it lies a mark of how far the log is
/// known to have been on disk, and of a group that left, an empty file that says so.
final class GroupFiles {
    private static final String HEADER = "kvasir-group 1";
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final int MARK_BYTES = 16;

    /// @param formedWith members at creation; empty for a replica that joined
    /// @param base everything up to this index came as a copy or a seed
    record Entry(List<Member> formedWith, long base, Phase phase) {
        Entry with(long newBase, Phase newPhase) {
            return new Entry(formedWith, newBase, newPhase);
        }
    }

    /// What is being done to a log; the word is how the record says it.
    enum Phase {
        /// The log may not be there yet, and its replica has answered nobody.
        FORMING("forming"),
        /// The log is there, and all that it ever promised.
        WHOLE("whole"),
        /// A copy is being put in place: the state may be the old or the new one.
        INSTALLING("installing"),
        /// The log is being deleted.
        REMOVED("removed");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        private static Optional<Phase> of(String word) {
            return Stream.of(values()).filter(phase -> phase.word.equals(word)).findFirst();
        }
    }

    private final Path logs;
    private final Path entries;
    private final Path none;

    GroupFiles(Path root) {
        logs = root.resolve("log");
        entries = root.resolve("group");
        none = root.resolve("none");
        try {
            Files.createDirectories(logs);
            Files.createDirectories(entries);
            Files.createDirectories(none);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folders of " + root, e);
        }
    }

    Path logs() {
        return logs;
    }

    Path none() {
        return none;
    }

    Path log(GroupId group) {
        return logs.resolve(RatisNames.group(group).getUuid().toString());
    }

    /// All groups whose log is here, or was and is gone though nobody removed it; in order.
    List<GroupId> stored() {
        try (Stream<Path> folders = Files.list(logs);
                Stream<Path> records = Files.list(entries)) {
            Stream<GroupId> present =
                    folders.filter(Files::isDirectory)
                            .flatMap(folder ->
                                    RatisNames.group(folder.getFileName().toString()).stream());
            Stream<GroupId> recorded =
                    records.map(record -> record.getFileName().toString())
                            .filter(name -> NUMBER.matcher(name).matches())
                            .map(name -> new GroupId(Long.parseLong(name)))
                            .filter(this::isStored);
            return Stream.concat(present, recorded).distinct().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + logs + " and " + entries, e);
        }
    }

    /// Whether a group's log is here, or was and is gone though nobody removed it.
    boolean isStored(GroupId group) {
        return hasLog(group)
                || read(group)
                        .map(Entry::phase)
                        .filter(phase -> phase == Phase.WHOLE || phase == Phase.INSTALLING)
                        .isPresent();
    }

    boolean hasLog(GroupId group) {
        return Files.exists(log(group));
    }

    Optional<Entry> read(GroupId group) {
        List<String> lines;
        try {
            lines = Files.readAllLines(entry(group));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + entry(group), e);
        }
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw new UncheckedIOException(
                    new IOException(entry(group) + " does not begin with '" + HEADER + "'"));
        }
        List<Member> members = new ArrayList<>();
        long base = 0;
        Phase phase = Phase.WHOLE;
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "member" -> members.add(new Member(ReplicaId.parse(words[1]), words[2]));
                case "base" -> base = Long.parseLong(words[1]);
                default ->
                        phase =
                                Phase.of(line)
                                        .orElseThrow(() ->
                                                new UncheckedIOException(
                                                        new IOException(
                                                                entry(group)
                                                                        + " has a line '"
                                                                        + line
                                                                        + "'")));
            }
        }
        return Optional.of(new Entry(List.copyOf(members), base, phase));
    }

    /// Changes the record, where there is none an empty one. Durable when it returns.
    synchronized void update(GroupId group, UnaryOperator<Entry> change) {
        Entry before = read(group).orElse(new Entry(List.of(), 0, Phase.WHOLE));
        Entry after = change.apply(before);
        if (!after.equals(before)) {
            write(group, after);
        }
    }

    /// Durable when it returns.
    synchronized void write(GroupId group, Entry entry) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Member member : entry.formedWith()) {
            text.append("member ")
                    .append(member.replica())
                    .append(' ')
                    .append(member.raftAddress())
                    .append('\n');
        }
        text.append("base ").append(entry.base()).append('\n');
        text.append(entry.phase().word).append('\n');
        Path file = entry(group);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(entries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /// Remembers that the log is committed, and so on this disk, up to an index. Not forced to
    /// disk: an older mark only says less.
    void mark(GroupId group, long committedIndex) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(MARK_BYTES)
                        .putLong(committedIndex)
                        .putLong(~committedIndex)
                        .flip();
        try (FileChannel channel =
                FileChannel.open(
                        mark(group), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
        }
    }

    /// 0 where there is no whole mark.
    long marked(GroupId group) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(mark(group));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + mark(group), e);
        }
        if (bytes.length != MARK_BYTES) {
            return 0;
        }
        ByteBuffer mark = ByteBuffer.wrap(bytes);
        long index = mark.getLong();
        return mark.getLong() == ~index ? index : 0;
    }

    private Path mark(GroupId group) {
        return entries.resolve(group.value() + ".mark");
    }

    void deleteEntry(GroupId group) {
        try {
            Files.deleteIfExists(mark(group));
            Files.deleteIfExists(entry(group));
            syncFolder(entries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + entry(group), e);
        }
    }

    /// Remembers for ever that a replica of the group was here. Durable when it returns.
    void noteRemoval(GroupId group) {
        Path file = removal(group);
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
                syncFolder(entries);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    boolean wasRemoved(GroupId group) {
        return Files.exists(removal(group));
    }

    private Path removal(GroupId group) {
        return entries.resolve(group.value() + ".removed");
    }

    void deleteLog(GroupId group) {
        Path folder = log(group);
        try {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Deletion());
                syncFolder(logs);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    private Path entry(GroupId group) {
        return entries.resolve(Long.toString(group.value()));
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
                throws IOException {
            if (error != null) {
                throw error;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
