package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Node's own test runner, with the tests in `src/test/js`.
@ExtendWith(Cluster.class)
class DocumentClientTest {
    @Test
    void theJavaScriptSdkAndItsDocumentClientWork(URI endpoint) throws Exception {
        Node.require();
        Node.Ended tests =
                Node.run(
                        List.of("node", "--test", "src/test/js/document-client.test.mjs"),
                        Map.of("KVASIR_ENDPOINT", endpoint.toString()),
                        Duration.ofMinutes(2));
        assertThat(tests.status()).as(tests.output()).isZero();
        assertThat(tests.output()).contains("pass 6");
    }
}
