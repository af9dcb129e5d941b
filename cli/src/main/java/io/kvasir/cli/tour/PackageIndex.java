package io.kvasir.cli.tour;

import io.kvasir.cli.terminal.Screen;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The tour's input as a file of JSON Lines: the package index of this Debian machine, or where it
/// has none, a made-up one of the same shape.
///
/// @param origin in words
record PackageIndex(Path file, long records, String origin) {
    static final int SYNTHETIC_RECORDS = 60_000;
    private static final String CONVERTER = "examples/debian-packages/packages-to-jsonl";
    private static final long SEED = 20_260_101;

    /// @param limit records at most; 0: all
    static PackageIndex prepare(Screen screen, Path folder, long limit)
            throws IOException, InterruptedException {
        Path file = folder.resolve("packages.jsonl");
        Optional<Path> converter = converter();
        if (converter.isPresent()) {
            Path whole = folder.resolve("all-packages.jsonl");
            if (convert(converter.get(), whole)) {
                long records = firstLines(whole, file, limit == 0 ? Long.MAX_VALUE : limit);
                Files.delete(whole);
                if (records > 0) {
                    return new PackageIndex(
                            file, records, "the package index of this machine (apt-cache)");
                }
            }
        }
        long records = limit == 0 ? SYNTHETIC_RECORDS : limit;
        screen.err()
                .println(
                        "There is no Debian package index here (apt-cache dumpavail);"
                                + " a made-up one of the same shape is used.");
        SyntheticIndex.write(file, records, SEED);
        return new PackageIndex(file, records, "a made-up package index, seed " + SEED);
    }

    /// The script that ships with the examples.
    private static Optional<Path> converter() {
        String home = System.getProperty("kvasir.home", "");
        return Optional.of(Path.of(home, CONVERTER)).filter(Files::isExecutable);
    }

    /// @return false where apt-cache is not there or fails
    private static boolean convert(Path converter, Path output)
            throws IOException, InterruptedException {
        try {
            List<Process> pipeline =
                    ProcessBuilder.startPipeline(
                            List.of(
                                    new ProcessBuilder("apt-cache", "dumpavail")
                                            .redirectError(ProcessBuilder.Redirect.DISCARD),
                                    new ProcessBuilder(converter.toString())
                                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                                            .redirectOutput(output.toFile())));
            boolean done = true;
            for (Process process : pipeline) {
                done &= process.waitFor() == 0;
            }
            return done;
        } catch (IOException e) {
            if (Files.isExecutable(Path.of("/usr/bin/apt-cache"))) {
                throw e;
            }
            return false;
        }
    }

    private static long firstLines(Path from, Path to, long limit) throws IOException {
        long lines = 0;
        try (BufferedReader reader = Files.newBufferedReader(from);
                BufferedWriter writer = Files.newBufferedWriter(to)) {
            String line = reader.readLine();
            while (line != null && lines < limit) {
                writer.write(line);
                writer.write('\n');
                lines++;
                line = reader.readLine();
            }
        }
        return lines;
    }
}
