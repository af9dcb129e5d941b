package io.kvasir.chaos.fault;

import io.kvasir.cli.local.FolderContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Damage to files of a node that does not run.
final class FileDamage {
    enum Kind {
        TORN_LOG,
        FLIPPED_LOG,
        LOST_LOG,
        FLIPPED_TABLE
    }

    private static final int CUT_BYTES_MAX = 200;

    private final RandomGenerator dice;

    FileDamage(RandomGenerator dice) {
        this.dice = dice;
    }

    /// @return what was done; that there was nothing to damage, too
    String inflict(Kind kind, Path data) throws IOException {
        List<Path> files =
                switch (kind) {
                    case TORN_LOG, LOST_LOG ->
                            files(data, name -> name.startsWith("log_inprogress"));
                    case FLIPPED_LOG -> files(data, name -> name.startsWith("log_"));
                    case FLIPPED_TABLE -> files(data, name -> name.endsWith(".sst"));
                };
        if (files.isEmpty()) {
            return "there was no file to damage";
        }
        Path file = files.get(dice.nextInt(files.size()));
        String name = data.relativize(file).toString();
        if (kind == Kind.LOST_LOG) {
            Path group =
                    Objects.requireNonNull(Objects.requireNonNull(file.getParent()).getParent());
            FolderContent.delete(group);
            return data.relativize(group) + " deleted";
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long written = written(open);
            if (written == 0) {
                return name + " is empty: left as it is";
            }
            if (kind == Kind.TORN_LOG) {
                long left = Math.max(0, written - 1 - dice.nextInt(CUT_BYTES_MAX));
                open.setLength(left);
                return name + " cut from " + written + " to " + left + " bytes";
            }
            long at = dice.nextLong(written);
            open.seek(at);
            int before = open.read();
            open.seek(at);
            open.write(before ^ (1 << dice.nextInt(Byte.SIZE)));
            return name + ": a bit flipped in byte " + at + " of " + written;
        }
    }

    /// Up to the last byte that is not 0: a log's file is longer than what is in it.
    private static long written(RandomAccessFile file) throws IOException {
        byte[] all = new byte[(int) Math.min(file.length(), 64 << 20)];
        file.seek(0);
        file.readFully(all);
        int end = all.length;
        while (end > 0 && all[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static List<Path> files(Path folder, Predicate<String> wanted) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
