package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Node.js with the packages that `package-lock.json` names, where this machine has it. The
/// packages are fetched the first time, as Maven does with its own.
final class Node {
    private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(4);
    private static final List<String> NO_NETWORK =
            List.of("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "E404");
    private static final Path MODULE = module();

    private Node() {}

    /// Skips the test where there is no Node.js, or no way to its packages.
    static void require() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                isThere("node") && isThere("npm"),
                "SKIPPED: Node.js is not installed (Debian: apt-get install nodejs npm)");
        Path modules = MODULE.resolve("node_modules");
        Path stamp = modules.resolve(".kvasir-lock");
        byte[] lock = Files.readAllBytes(MODULE.resolve("package-lock.json"));
        if (Files.exists(stamp) && java.util.Arrays.equals(Files.readAllBytes(stamp), lock)) {
            return;
        }
        Ended install =
                run(
                        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                        Map.of(),
                        INSTALL_PATIENCE);
        boolean offline =
                install.status() != 0 && NO_NETWORK.stream().anyMatch(install.output()::contains);
        Assumptions.assumeFalse(
                offline, "SKIPPED: npm could not fetch the packages:\n" + install.output());
        assertThat(install.status()).as(install.output()).isZero();
        Files.write(stamp, lock);
    }

    /// @param status of the process that ended
    record Ended(int status, String output) {}

    static Ended run(List<String> command, Map<String, String> environment, Duration patience)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("kvasir-node-", ".log");
        try {
            Process process = start(command, environment, output.toFile());
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        command
                                + " took longer than "
                                + patience
                                + ":\n"
                                + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    static Process start(List<String> command, Map<String, String> environment, File output)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(MODULE.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output);
        builder.environment().putAll(environment);
        return builder.start();
    }

    static boolean isThere(String program) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /// A file of the project's.
    static Path projectFile(String name) {
        return MODULE.resolveSibling(name);
    }

    /// Tests run in the module's folder or in the project's.
    private static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("package-lock.json")) ? here : here.resolve("sdk-tests");
    }
}
