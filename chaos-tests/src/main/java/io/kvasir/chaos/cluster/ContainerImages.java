package io.kvasir.chaos.cluster;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import io.kvasir.cli.local.FolderContent;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.images.builder.ImageFromDockerfile;

/// The image of servers in containers, made of what this machine has: a root file system of its own
/// Debian, the virtual machine that runs this process, and the classes that it runs. Nothing is
/// pulled. Each layer is made once and named by a hash of what is in it.
final class ContainerImages {
    /// Where the virtual machine lies in the image.
    static final String JAVA = "/opt/jdk/bin/java";

    private static final String BASE = "kvasir-verify-base";
    private static final String SERVERS = "kvasir-verify";
    private static final String LIBRARIES = "/opt/kvasir/lib/";
    private static final String OWNER_LABEL = "io.kvasir.verify";
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final List<String> PACKAGES = List.of("libfaketime");
    private static final long SECONDS_MAX = 600;

    private final DockerClient docker;

    /// @param docker of an engine on this machine
    ContainerImages(DockerClient docker) {
        this.docker = docker;
    }

    /// What is lacking to make them, where the engine does not hold them yet.
    static Optional<String> missing() {
        for (String command : List.of("debootstrap", "tar", "bash", "docker")) {
            if (!Shell.has(command)) {
                return Optional.of(
                        "the command "
                                + command
                                + " is missing (Debian: debootstrap, tar, bash, docker.io)");
            }
        }
        return Files.exists(OS_RELEASE) && suite().isPresent()
                ? Optional.empty()
                : Optional.of("this machine's system names no release that debootstrap could make");
    }

    /// The class path of a server in the image.
    static String classPath() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classPathOfThis().size(); i++) {
            names.add(LIBRARIES + nameInImage(i));
        }
        return String.join(":", names);
    }

    /// The image of servers of this very build, made where it is not there.
    ///
    /// @param work for files that are gone afterwards
    String servers(Path work) {
        String image = SERVERS + ":" + hashOfClasses();
        if (!isThere(image)) {
            String base = base(work);
            forgetEarlier(image);
            build(image, base);
        }
        return image;
    }

    private String base(Path work) {
        Path jdk = jdk();
        String suite = suite().orElseThrow();
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        hash.putString(suite).putString(PACKAGES.toString()).putString(jdk.toString());
        hash.putString(String.valueOf(Runtime.version()));
        String tag = HexFormat.of().toHexDigits(hash.getAsLong());
        if (!isThere(BASE + ":" + tag)) {
            Path root = work.resolve("root-file-system");
            try {
                Shell.run(SECONDS_MAX, debootstrap(suite, root));
                importTree(root, jdk, BASE + ":" + tag);
            } finally {
                delete(root);
            }
        }
        return BASE + ":" + tag;
    }

    private static String[] debootstrap(String suite, Path root) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "debootstrap",
                                "--variant=minbase",
                                "--include=" + String.join(",", PACKAGES),
                                suite,
                                root.toString()));
        mirror(suite).ifPresent(command::add);
        return command.toArray(String[]::new);
    }

    /// Where this machine has its own packages from.
    private static Optional<String> mirror(String suite) {
        return Shell.run(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(REPO_URI) $(RELEASE) $(COMPONENT)",
                        "Identifier: Packages")
                .lines()
                .filter(line -> line.endsWith(" " + suite + " main"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst();
    }

    private static Optional<String> suite() {
        try (Stream<String> lines = Files.lines(OS_RELEASE)) {
            return lines.filter(line -> line.startsWith("VERSION_CODENAME="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jdk() {
        try {
            return Path.of(System.getProperty("java.home")).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By the engine's own command: its import takes a stream as it comes, and packs nothing twice.
    private static void importTree(Path root, Path jdk, String image) {
        String name = jdk.getFileName().toString();
        Shell.run(
                SECONDS_MAX,
                "/bin/bash",
                "-o",
                "pipefail",
                "-c",
                "tar \"${@:2}\" | docker import - \"$1\"",
                "import",
                image,
                "--numeric-owner",
                "--exclude=./var/cache/apt/archives/*.deb",
                "--exclude=" + name + "/lib/src.zip",
                "--exclude=" + name + "/jmods",
                "--transform",
                "flags=r;s,^" + name + ",opt/jdk,",
                "-C",
                root.toString(),
                "-cf",
                "-",
                ".",
                "-C",
                jdk.resolve("..").normalize().toString(),
                name);
    }

    private void build(String image, String base) {
        List<Path> classes = classPathOfThis();
        ImageFromDockerfile build =
                new ImageFromDockerfile(image, false)
                        .withFileFromString(
                                "Dockerfile",
                                """
                                FROM %s
                                LABEL %s=servers
                                COPY lib/ %s
                                """
                                        .formatted(base, OWNER_LABEL, LIBRARIES));
        for (int i = 0; i < classes.size(); i++) {
            build.withFileFromPath("lib/" + nameInImage(i), classes.get(i));
        }
        try {
            build.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the image is not built in time", e);
        }
    }

    /// Images of other builds: only the latest is kept.
    private void forgetEarlier(String image) {
        for (Image each :
                docker.listImagesCmd().withLabelFilter(Map.of(OWNER_LABEL, "servers")).exec()) {
            String[] tags = each.getRepoTags();
            boolean other = tags != null && List.of(tags).stream().noneMatch(image::equals);
            boolean used =
                    docker.listContainersCmd().withShowAll(true).exec().stream()
                            .anyMatch(container -> each.getId().equals(container.getImageId()));
            if (other && !used) {
                docker.removeImageCmd(each.getId()).withForce(true).exec();
            }
        }
    }

    private boolean isThere(String image) {
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static List<Path> classPathOfThis() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(Files::exists)
                .toList();
    }

    private static String nameInImage(int number) {
        Path entry = classPathOfThis().get(number);
        String name = String.valueOf(entry.getFileName());
        return number + "-" + name;
    }

    /// By names, sizes and times: reading all of it takes as long as packing it.
    private static String hashOfClasses() {
        HashStream64 hash = Hashing.xxh3_64().hashStream().putString(String.valueOf(jdk()));
        for (Path entry : classPathOfThis()) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    hash.putString(file.toString())
                            .putLong(Files.size(file))
                            .putLong(Files.getLastModifiedTime(file).toMillis());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return HexFormat.of().toHexDigits(hash.getAsLong());
    }

    private static void delete(Path folder) {
        try {
            if (Files.exists(folder)) {
                FolderContent.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
