package io.kvasir.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One server of a local cluster: a folder with its settings, data, log and pid file, and the
/// process that runs on it, if one does.
public final class ServerProcess {
    /// What a server is; the word is also the command that runs it.
    public enum Role {
        CONTROL_PLANE("control-plane"),
        NODE("node"),
        ROUTER("router");

        private final String command;

        Role(String command) {
            this.command = command;
        }

        public String command() {
            return command;
        }
    }

    static final String SETTINGS = "settings.yaml";
    private static final String PID = "pid";
    private static final String LOG = "log";
    static final String DATA = "data";
    private static final long POLL_MILLIS = 20;
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(20);
    private static final int LOG_TAIL_CHARS = 2000;
    private static final int PROBE_MILLIS = 2000;

    /// Servers of a trial share one machine.
    private static final List<String> JVM_OPTIONS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:+UseSerialGC",
                    "-Xmx512m");

    private final String name;
    private final Role role;
    private final Path folder;
    private volatile Launch launch = Launch.PLAIN;

    ServerProcess(String name, Role role, Path folder) {
        this.name = name;
        this.role = role;
        this.folder = folder;
    }

    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    /// Of every start from now on by this object.
    public void launchWith(Launch around) {
        launch = around;
    }

    public Launch launch() {
        return launch;
    }

    /// Where it listens.
    public String host() {
        return settingIn(settings(), "host").orElse(LocalLayout.HOST);
    }

    public Path settings() {
        return folder.resolve(SETTINGS);
    }

    public Path data() {
        return folder.resolve(DATA);
    }

    public Path log() {
        return folder.resolve(LOG);
    }

    /// A value of its settings file.
    ///
    /// @throws IllegalStateException where the file has no such key
    public String setting(String key) {
        return settingIn(settings(), key)
                .orElseThrow(() -> new IllegalStateException(settings() + " has no " + key));
    }

    private static Optional<String> settingIn(Path settings, String key) {
        String prefix = key + ": ";
        try {
            return Files.readAllLines(settings).stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of the process; empty where it does not run.
    public Optional<Long> pid() {
        return ProcessIdentity.read(folder.resolve(PID))
                .filter(ProcessIdentity::isRunning)
                .map(ProcessIdentity::pid);
    }

    public boolean isRunning() {
        return pid().isPresent();
    }

    /// Starts the process and leaves it running, also when this one ends. Nothing happens where it
    /// runs already.
    public void start() {
        if (isRunning()) {
            return;
        }
        try {
            Launch around = launch;
            long number =
                    around.starter().isPresent()
                            ? around.starter().get().start(this, program())
                            : startChild();
            ProcessIdentity.running(number)
                    .orElseThrow(() -> new IllegalStateException(name + " ended at once"))
                    .write(folder.resolve(PID));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private long startChild() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command());
        // The settings are in the file: one variable would set all servers alike.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("KVASIR_") && !name.startsWith("KVASIR_LOG_"));
        builder.environment().putAll(launch.environment());
        return builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start()
                .pid();
    }

    private Starter.Program program() {
        return new Starter.Program(javaOptions(), arguments(), launch.environment());
    }

    private List<String> javaOptions() {
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(launch.javaOptions());
        String more = System.getenv().getOrDefault("KVASIR_JAVA_OPTS", "");
        if (!more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+", -1)));
        }
        return options;
    }

    private List<String> arguments() {
        return List.of("io.kvasir.cli.Kvasir", role.command(), "--config", settings().toString());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        // A session of its own: a terminal's Ctrl-C or hang-up is not for it.
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.addAll(launch.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(startupCache());
        command.addAll(javaOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(arguments());
        return command;
    }

    /// What the JVM learned when the command that started this one was assembled; one that does not
    /// fit is not used.
    private static List<String> startupCache() {
        String file = System.getProperty("kvasir.startup-cache", "");
        return file.isEmpty()
                ? List.of()
                : List.of(
                        "-XX:AOTCache=" + file,
                        "-Xlog:aot*=off",
                        "-Xlog:cds*=off",
                        "-Dkvasir.startup-cache=" + file);
    }

    /// Why it does not serve now: its own words, or that it does not answer. Empty where it serves.
    public Optional<String> notReady() {
        URI address = URI.create("http://" + host() + ":" + setting("http-port") + "/readyz");
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(PROBE_MILLIS);
            if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (InputStream reason = connection.getErrorStream()) {
                return Optional.of(
                        reason == null
                                ? "HTTP " + connection.getResponseCode()
                                : new String(reason.readAllBytes(), StandardCharsets.UTF_8)
                                        .strip());
            }
        } catch (IOException e) {
            return Optional.of("does not answer");
        }
    }

    /// Changes or adds one value of its settings file, for the next start.
    public void change(String key, String value) {
        String prefix = key + ": ";
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(settings()));
            lines.removeIf(line -> line.startsWith(prefix));
            lines.add(prefix + value);
            Files.write(settings(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until the server says that it serves, whichever process runs it.
    ///
    /// @throws IllegalStateException where it does not in time
    public void awaitServing(Duration patience) {
        await(patience, () -> Optional.empty());
    }

    /// Waits until the server says that it serves.
    ///
    /// @throws IllegalStateException where it does not in time, or its process has ended
    public void awaitReady(Duration patience) {
        await(
                patience,
                () ->
                        isRunning()
                                ? Optional.empty()
                                : Optional.of(name + " has ended; the end of its log, "));
    }

    private void await(Duration patience, Supplier<Optional<String>> hopeless) {
        long start = System.nanoTime();
        Optional<String> reason = notReady();
        while (reason.isPresent()) {
            Optional<String> given = hopeless.get();
            if (given.isEmpty() && System.nanoTime() - start > patience.toNanos()) {
                given =
                        Optional.of(
                                name
                                        + " is not ready after "
                                        + patience.toSeconds()
                                        + " s: "
                                        + reason.get()
                                        + "; the end of its log, ");
            }
            if (given.isPresent()) {
                throw new IllegalStateException(given.get() + log() + ":\n" + logTail());
            }
            sleep();
            reason = notReady();
        }
    }

    /// Asks the process to end and does not wait.
    public void askToStop() {
        pid().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
    }

    /// Asks the process to end and waits; past the patience it is killed.
    public void stop(Duration patience) {
        end(false, patience);
        end(true, KILL_PATIENCE);
    }

    /// SIGKILL: the process gets no chance to write or say anything. Returns when it is gone.
    public void kill() {
        end(true, KILL_PATIENCE);
    }

    private void end(boolean forcibly, Duration patience) {
        Optional<ProcessIdentity> process =
                ProcessIdentity.read(folder.resolve(PID)).filter(ProcessIdentity::isRunning);
        if (process.isEmpty()) {
            return;
        }
        ProcessHandle.of(process.get().pid()).ifPresent(handle -> signal(handle, forcibly));
        long start = System.nanoTime();
        while (process.get().isRunning()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                if (forcibly) {
                    throw new IllegalStateException(
                            name + " (process " + process.get().pid() + ") does not die");
                }
                return;
            }
            sleep();
        }
    }

    private static void signal(ProcessHandle handle, boolean forcibly) {
        if (forcibly) {
            handle.destroyForcibly();
        } else {
            handle.destroy();
        }
    }

    /// The end of the log, for a message about why the process is not there.
    public String logTail() {
        return logTail(LOG_TAIL_CHARS);
    }

    public String logTail(int chars) {
        try {
            byte[] all = Files.exists(log()) ? Files.readAllBytes(log()) : new byte[0];
            String text = new String(all, StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - chars));
        } catch (IOException e) {
            return "(" + log() + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
