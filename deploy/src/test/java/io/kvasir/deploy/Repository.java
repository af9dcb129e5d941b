package io.kvasir.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The repository that the tests look at.
final class Repository {
    /// From the build; in an IDE, the nearest folder above that holds the launcher.
    static final Path ROOT = root();

    private Repository() {}

    private static Path root() {
        String given = System.getProperty("kvasir.root");
        Path folder = Path.of(given == null ? "" : given).toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /// Files under version control's rules: no build output, no hidden folders but `.ci` and
    /// `.mvn`.
    static List<Path> files(String suffix) {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(path -> path.toString().endsWith(suffix))
                    .filter(Files::isRegularFile)
                    .filter(path -> isKept(ROOT.relativize(path)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isKept(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            boolean hidden = name.startsWith(".") && !name.equals(".ci") && !name.equals(".mvn");
            if (hidden || name.equals("target") || name.equals("node_modules")) {
                return false;
            }
        }
        return !relative.startsWith("data");
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
