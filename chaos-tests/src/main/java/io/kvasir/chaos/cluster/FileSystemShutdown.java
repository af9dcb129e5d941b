package io.kvasir.chaos.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Makes a mounted ext4 or xfs forget everything that was not synced, and fail from then on: what a
/// power cut does, without one. Linux's FS_IOC_SHUTDOWN.
final class FileSystemShutdown {
    private static final long FS_IOC_SHUTDOWN = 0x8004587dL;

    /// Without writing out the journal first.
    private static final int NO_LOG_FLUSH = 2;

    private static final Linker LINKER = Linker.nativeLinker();

    private FileSystemShutdown() {}

    /// @param mounted a folder of the file system
    /// @throws IOException where the system refuses
    static void now(Path mounted) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int file =
                    (int)
                            function(
                                            "open",
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.ADDRESS,
                                                    ValueLayout.JAVA_INT))
                                    .invokeExact(arena.allocateFrom(mounted.toString()), 0);
            if (file < 0) {
                throw new IOException("cannot open " + mounted);
            }
            MemorySegment flag = arena.allocateFrom(ValueLayout.JAVA_INT, NO_LOG_FLUSH);
            int status =
                    (int)
                            function(
                                            "ioctl",
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.JAVA_LONG,
                                                    ValueLayout.ADDRESS),
                                            Linker.Option.firstVariadicArg(2))
                                    .invokeExact(file, FS_IOC_SHUTDOWN, flag);
            int closed =
                    (int)
                            function(
                                            "close",
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                                    .invokeExact(file);
            if (status != 0 || closed != 0) {
                throw new IOException("the file system of " + mounted + " cannot be shut down");
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // The tool does what only the system can do.
    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), descriptor, options);
    }
}
