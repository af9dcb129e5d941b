package io.kvasir.replication.ratis;

import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogCorruptedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;

/// Looks at a stored log before Ratis opens it, since Ratis may vote with it as soon as it is open.
/// A torn last entry was never acknowledged and is dropped; anything else that is missing was.
final class LogScan {
    /// `log_inprogress_<first>` and `log_<first>-<last>`.
    private static final Pattern SEGMENT =
            Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");

    private static final long OPEN = -1;

    private record Segment(Path path, long first, long last) {}

    private LogScan() {}

    /// Reads every segment: one in the middle that lacks entries would be opened, and the replica
    /// then vote and acknowledge without ever applying what follows.
    ///
    /// @param durable up to which the state needs nothing of the log any more
    /// @return the index of the last whole entry; -1 where there is none
    static long lastIndex(GroupId group, Path logFolder, int entryBytesMax, long durable) {
        long last = -1;
        for (Segment segment : segments(logFolder.resolve("current"))) {
            long end = lastIndex(group, segment, entryBytesMax);
            if (end < segment.first()) {
                continue;
            }
            // Below the state's own position a copy that was installed may have left a gap.
            long next = Math.max(last, durable) + 1;
            if (last >= 0 && end > durable && segment.first() > next) {
                throw new LogCorruptedException(
                        group, "the log lacks entries " + next + " to " + (segment.first() - 1));
            }
            last = end;
        }
        return last;
    }

    private static long lastIndex(GroupId group, Segment segment, int entryBytesMax) {
        LogSegmentPath known = LogSegmentPath.matchLogSegment(segment.path());
        if (known == null) {
            return segment.first() - 1;
        }
        int count;
        try {
            count =
                    LogSegment.readSegmentFile(
                            segment.path().toFile(),
                            known.getStartEnd(),
                            SizeInBytes.valueOf(entryBytesMax),
                            CorruptionPolicy.WARN_AND_RETURN,
                            null,
                            null);
        } catch (IOException | IllegalStateException e) {
            throw new LogCorruptedException(group, segment.path() + " cannot be read: " + e);
        }
        // A closed segment was made durable as a whole before it was named so.
        if (segment.last() != OPEN && count != segment.last() - segment.first() + 1) {
            throw new LogCorruptedException(
                    group, segment.path() + " has only " + count + " whole entries");
        }
        return segment.first() + count - 1;
    }

    private static List<Segment> segments(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> segment(file).stream())
                    .sorted(Comparator.comparingLong(Segment::first))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static List<Segment> segment(Path file) {
        Matcher name = SEGMENT.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return List.of();
        }
        String last = name.group(2);
        return List.of(
                new Segment(
                        file,
                        Long.parseLong(name.group(1)),
                        last == null ? OPEN : Long.parseLong(last)));
    }
}
