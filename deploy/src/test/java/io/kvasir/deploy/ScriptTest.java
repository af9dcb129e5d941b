package io.kvasir.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the scripts say to someone who lacks what they need.
class ScriptTest {
    /// What the scripts themselves call.
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "sh",
                    "env",
                    "dirname",
                    "readlink",
                    "grep",
                    "sed",
                    "head",
                    "id",
                    "find",
                    "awk",
                    "cat",
                    "uname",
                    "mkdir",
                    "git",
                    "curl",
                    "unzip");

    @TempDir Path folder;
    private Path bin;

    @BeforeEach
    void makePathWithoutJava() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                Path real = Path.of(place + tool);
                if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), real);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvasir dev", "mvnw verify", ".ci/run"})
    void withoutAnyJdkEachSaysWhatToInstall(String command) throws Exception {
        Result result = run(command);

        assertThat(result.status).isNotZero();
        assertThat(result.output)
                .contains("needs a JDK 25", "no javac", "temurin-25-jdk", "JAVA25_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvasir dev", "mvnw verify", ".ci/run"})
    void withOnlyJdk17EachSaysWhatToInstall(String command) throws Exception {
        Path jdk = fakeJdk17();
        Files.createSymbolicLink(bin.resolve("javac"), jdk.resolve("bin/javac"));

        Result result = run(command);

        assertThat(result.status).isNotZero();
        assertThat(result.output)
                .contains("needs a JDK 25", "javac 17.0.15", "temurin-25-jdk", "JAVA25_HOME");
    }

    @Test
    void theTestCommandOfTheReadmeIsWhatCiRuns() {
        String readme = Repository.text(Repository.ROOT.resolve("README.md"));

        assertThat(readme).containsPattern("<!-- test command -->\\s+```sh\\s+\\./mvnw verify\\s");
        assertThat(Repository.text(Repository.ROOT.resolve(".ci/run")))
                .contains("<!-- test command -->")
                .doesNotContain("mvnw verify");
    }

    private Path fakeJdk17() throws IOException {
        Path jdk = folder.resolve("jvm/jdk-17");
        Path javac = jdk.resolve("bin/javac");
        Files.createDirectories(javac.getParent());
        Files.writeString(javac, "#!/bin/sh\necho javac 17.0.15\n");
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        return jdk;
    }

    private record Result(int status, String output) {}

    /// Runs a script where the only JDKs are those of this test, and not as root's package manager
    /// would have it: `apt-get` is not on the path, so nothing is installed.
    private Result run(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        Path script = Repository.ROOT.resolve(words.getFirst());
        ProcessBuilder builder =
                new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
        builder.command().addAll(words.subList(1, words.size()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.toString());
        environment.put("KVASIR_JDK_FOLDERS", folder + "/jvm/*");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
