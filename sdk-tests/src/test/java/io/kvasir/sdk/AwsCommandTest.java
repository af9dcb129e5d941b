package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The `aws` command does what the README shows, where this machine has it.
@ExtendWith(Cluster.class)
class AwsCommandTest {
    private static final Pattern BLOCK =
            Pattern.compile("```sh\\n((?:(?!```).)*aws dynamodb .*?)```", Pattern.DOTALL);

    @Test
    void theReadmesCommandsWork(URI endpoint, DynamoDbClient client) throws Exception {
        Assumptions.assumeTrue(
                Node.isThere("aws") && Node.isThere("bash"),
                "SKIPPED: the aws command is not installed (Debian: apt-get install awscli)");
        Matcher shown = BLOCK.matcher(Files.readString(Node.projectFile("README.md")));
        assertThat(shown.find()).isTrue();
        String script = shown.group(1).replace("http://127.0.0.1:8000", endpoint.toString());
        assertThat(script).contains(endpoint.toString());

        Node.Ended ended =
                Node.run(
                        List.of("bash", "-e", "-c", "shopt -s expand_aliases\n" + script),
                        Map.of(
                                "AWS_PAGER", "",
                                "AWS_CONFIG_FILE", "/dev/null",
                                "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
                        Duration.ofMinutes(2));

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("\"TableName\": \"Songs\"", "\"Count\": 1");
        assertThat(ended.output().split("Sinnerman", -1)).hasSize(3);
        client.deleteTable(request -> request.tableName("Songs"));
    }
}
