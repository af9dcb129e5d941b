package io.kvasir.bench.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Programs of this machine.
public final class Executables {
    private Executables() {}

    /// On the PATH, or in a folder named besides.
    ///
    /// @param debianPackage what brings it
    /// @throws IllegalStateException where there is none
    public static Path find(String program, String debianPackage, Path... folders) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        List.of(folders).stream(),
                        Stream.of(path.split(File.pathSeparator, -1)).map(Path::of))
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                program
                                        + " is not installed; the Debian package "
                                        + debianPackage
                                        + " brings it"));
    }
}
