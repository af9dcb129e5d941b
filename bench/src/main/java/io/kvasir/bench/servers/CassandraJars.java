package io.kvasir.bench.servers;

import io.kvasir.bench.process.ChildProcess;
import io.kvasir.bench.process.Executables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Cassandra's jars, fetched with Maven when the target is asked for: they are no part of Kvasir.
final class CassandraJars {
    private static final String VERSION = "5.0.4";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String PROJECT =
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>io.kvasir.bench</groupId>
              <artifactId>cassandra</artifactId>
              <version>1</version>
              <dependencies>
                <dependency>
                  <groupId>org.apache.cassandra</groupId>
                  <artifactId>cassandra-all</artifactId>
                  <version>{version}</version>
                </dependency>
              </dependencies>
            </project>
            """;

    private CassandraJars() {}

    /// @return the folder that holds them
    /// @throws IllegalStateException where there is no Maven, or it cannot fetch them
    static Path fetch(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path project = folder.resolve("pom.xml");
        Path jars = folder.resolve("lib");
        Files.writeString(project, PROJECT.replace("{version}", VERSION));
        ChildProcess.start(
                        "cassandra-jars",
                        folder,
                        List.of(
                                maven().toString(),
                                "-B",
                                "-ntp",
                                "-q",
                                "-f",
                                project.toString(),
                                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
                                        + ":copy-dependencies",
                                "-DincludeScope=runtime",
                                "-DoutputDirectory=" + jars),
                        Map.of())
                .awaitSuccess(PATIENCE);
        return jars;
    }

    /// The clone's own, where this runs in one.
    private static Path maven() {
        Path wrapper = Path.of(System.getProperty("kvasir.home", "."), "mvnw");
        return Files.isExecutable(wrapper) ? wrapper : Executables.find("mvn", "maven");
    }
}
