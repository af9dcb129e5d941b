package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.Launch;
import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Clocks of a server that are not the machine's, with libfaketime, from its next start on.
public final class FakeClock {
    private static final List<Path> LIBRARIES =
            List.of(
                    Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
                    Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private FakeClock() {}

    /// What is lacking; empty where nothing is.
    public static Optional<String> missing() {
        return library().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is missing (Debian: libfaketime)");
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /// The wall clock can be set with `set` while the server runs; the monotonic one is right.
    public static void wall(ServerProcess server) throws IOException {
        set(server, "+0");
        launch(server, true, "");
    }

    /// @param offset such as `+3600`
    public static void set(ServerProcess server, String offset) throws IOException {
        Files.writeString(file(server), offset + "\n");
    }

    /// All clocks run fast, the monotonic one too.
    ///
    /// @param speed such as `1.5`
    public static void drift(ServerProcess server, String speed) {
        launch(server, false, "+0 x" + speed);
    }

    public static void right(ServerProcess server) {
        server.launchWith(server.launch().withEnvironment(new LinkedHashMap<>()));
    }

    private static void launch(ServerProcess server, boolean wallOnly, String specification) {
        LinkedHashMap<String, String> environment = new LinkedHashMap<>();
        environment.put("LD_PRELOAD", library().orElseThrow().toString());
        if (wallOnly) {
            environment.put("DONT_FAKE_MONOTONIC", "1");
            environment.put("FAKETIME_TIMESTAMP_FILE", file(server).toString());
            environment.put("FAKETIME_CACHE_DURATION", "1");
        } else {
            // Otherwise waits with a time limit end at once.
            environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            environment.put("FAKETIME", specification);
        }
        Launch launch = server.launch().withEnvironment(environment);
        server.launchWith(launch);
    }

    private static Path file(ServerProcess server) {
        return server.data().resolveSibling("clock");
    }
}
