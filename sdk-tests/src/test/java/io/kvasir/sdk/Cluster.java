package io.kvasir.sdk;

import io.kvasir.cli.dev.RunningCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Gives tests one whole cluster, started by the first of them and stopped after the last, and a
/// client of it.
final class Cluster implements ParameterResolver {
    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

    /// @param folder its data
    private record Running(Path folder, RunningCluster cluster, DynamoDbClient client)
            implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("kvasir-sdk-");
                // Before the first logger is made.
                System.setProperty("kvasir.log.file", folder.resolve("kvasir.log").toString());
                System.setProperty("kvasir.log.appender", "file");
                RunningCluster cluster = RunningCluster.startNew(folder);
                return new Running(folder, cluster, connect(cluster.dynamoDb()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            cluster.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    static DynamoDbClient connect(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == DynamoDbClient.class || type == URI.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(Cluster.class))
                        .computeIfAbsent(Running.class, type -> Running.start(), Running.class);
        return parameter.getParameter().getType() == URI.class
                ? running.cluster().dynamoDb()
                : running.client();
    }
}
