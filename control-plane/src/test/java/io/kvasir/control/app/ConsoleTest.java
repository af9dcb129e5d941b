package io.kvasir.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.control.console.Browser;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.KeyAttribute;
import io.kvasir.proto.v1.KeySchema;
import io.kvasir.proto.v1.KeyType;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.runtime.control.LeaderChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console as a browser and as a script see it. `-Dkvasir.console.screenshots=FOLDER` keeps
/// what the browser showed.
@Timeout(180)
class ConsoleTest {
    private static final Duration WAIT = Duration.ofSeconds(60);

    /// WCAG AA for text of ordinary size.
    private static final double CONTRAST_MIN = 4.5;

    @TempDir Path folder;

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void everyControlPlaneShowsTheLeadersDocuments() throws Exception {
        List<ControlPlane> members = new ArrayList<>();
        for (ControlPlaneConfig config : ControlPlaneTest.threeConfigs(folder)) {
            members.add(opened(ControlPlane.start(config)));
        }
        assertThat(get(members.getFirst(), "/console/api/cluster").statusCode()).isIn(200, 503);
        for (ControlPlane member : members) {
            assertThat(member.awaitLeader(WAIT)).isTrue();
        }
        nodes(members.stream().map(ControlPlane::grpcAddress).toList());
        String leader = members.getFirst().leader().orElseThrow();

        for (ControlPlane member : members) {
            await().atMost(WAIT)
                    .untilAsserted(() -> {
                        JsonNode cluster = document(member, "cluster");
                        assertThat(cluster.at("/answeredBy").asText()).isEqualTo(leader);
                        assertThat(cluster.at("/controlPlanes").size()).isEqualTo(3);
                        assertThat(cluster.at("/nodesAlive").asInt()).isEqualTo(3);
                        assertThat(document(member, "heat").at("/rows").size()).isEqualTo(3);
                    });
            assertThat(document(member, "partitions?id=p2").at("/partitions/0/whyNot").toString())
                    .contains("all 3 replicas are there and follow")
                    .contains("takes 200 of 3000 read and 100 of 1000 write units");
        }
        ControlPlane follower =
                members.stream().filter(each -> !each.isLeading()).findFirst().orElseThrow();
        assertThat(get(follower, "/console/api/partitions?order=luck").statusCode()).isEqualTo(400);
        assertThat(get(follower, "/console/api/secrets").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndTheFrontPageLeadsToIt() throws Exception {
        ControlPlane control = opened(ControlPlane.start(ControlPlaneConfig.single(folder, 3, 3)));

        assertThat(get(control, "/").body()).contains("href=\"/console\"");
        for (String path : List.of("/console", "/console/console.css", "/console/console.js")) {
            HttpResponse<String> page = get(control, path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
        }
        assertThat(get(control, "/console/Console.class").statusCode()).isEqualTo(404);
    }

    @Test
    void aBrowserShowsTheClusterOnScreensOfEverySizeLightAndDark() throws Exception {
        Optional<Path> chromium = Browser.find();
        Assumptions.assumeTrue(
                chromium.isPresent(),
                "no browser: install chromium, or name one in KVASIR_BROWSER");
        ControlPlane control = opened(ControlPlane.start(ControlPlaneConfig.single(folder, 3, 3)));
        assertThat(control.awaitLeader(WAIT)).isTrue();
        createTable(control);
        nodes(List.of(control.grpcAddress()));
        await().atMost(WAIT).until(() -> document(control, "heat").at("/rows").size() == 3);
        try (Browser browser = new Browser(chromium.get(), folder.resolve("browser"))) {
            browser.look(1280, 1000, "light");
            browser.visit("http://" + control.adminAddress() + "/console");
            awaitDrawn(browser);
            requireContent(browser);
            for (int width : new int[] {1280, 320}) {
                for (String scheme : List.of("light", "dark")) {
                    browser.look(width, 1000, scheme);
                    requireReadable(browser, width, scheme);
                }
            }
            requireWhyNot(browser);
            assertThat(browser.complaints()).isEmpty();
            control.close();
            await().atMost(WAIT)
                    .untilAsserted(
                            () -> assertThat(text(browser, "trouble")).contains("may be old"));
        }
    }

    private static void awaitDrawn(Browser browser) {
        await().atMost(WAIT)
                .ignoreExceptions()
                .until(() ->
                        browser.evaluate(
                                        "document.querySelectorAll('#nodes tr').length === 3"
                                                + " && document.querySelectorAll('#partitions tr')"
                                                + ".length === 3 && state.heat.rows.length === 3"
                                                + " && state.heat.reads.at(-1)[2] > 0")
                                .asBoolean());
    }

    private static void requireContent(Browser browser) throws Exception {
        assertThat(text(browser, "health")).isEqualTo("all nodes alive");
        assertThat(text(browser, "tables")).contains("Orders");
        assertThat(text(browser, "nodes")).contains("n1").contains("4.0 GiB of 16.0 GiB free");
        assertThat(text(browser, "partitions")).startsWith("p3");
        assertThat(text(browser, "heat-text"))
                .startsWith("busiest now: p3")
                .contains("300 read and 150 write units");
        // The busiest row is drawn in another colour than the ground.
        JsonNode colours =
                browser.evaluate(
                        "(() => { const c = document.getElementById('heat');"
                                + " const at = (y) => [...c.getContext('2d')"
                                + ".getImageData(c.width - 6, y, 1, 1).data].join();"
                                + " return [at(10), at(c.height - 30)]; })()");
        assertThat(colours.get(0)).isNotEqualTo(colours.get(1));
        browser.evaluate("document.getElementById('heat').focus()");
        browser.press("ArrowDown");
        assertThat(text(browser, "heat-text")).startsWith("p2 ").contains("200 read and 100 write");
    }

    /// Nothing sticks out, every field has a label, and text stands off its ground.
    private static void requireReadable(Browser browser, int width, String scheme)
            throws Exception {
        await().atMost(WAIT)
                .untilAsserted(() ->
                        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                                .as("width of the page on %d pixels", width)
                                .isLessThanOrEqualTo(width));
        assertThat(
                        browser.evaluate(
                                        "[...document.querySelectorAll('input, select, button')]"
                                                + ".filter((each) => !(each.labels?.length ||"
                                                + " each.textContent.trim())).length")
                                .asInt())
                .as("fields without a label")
                .isZero();
        JsonNode worst = browser.evaluate(Contrast.SCRIPT);
        assertThat(worst.get("ratio").asDouble())
                .as("%s, %d pixels: contrast of %s", scheme, width, worst)
                .isGreaterThanOrEqualTo(CONTRAST_MIN);
        String kept = System.getProperty("kvasir.console.screenshots");
        if (kept != null) {
            Files.write(
                    Path.of(kept, "console-" + width + "-" + scheme + ".png"),
                    browser.screenshot());
        }
    }

    private static void requireWhyNot(Browser browser) throws Exception {
        browser.evaluate("document.querySelector('#partitions button').click()");
        await().atMost(WAIT)
                .untilAsserted(() ->
                        assertThat(text(browser, "why"))
                                .contains("Partition p3")
                                .contains("split: it holds"));
        assertThat(browser.evaluate("document.getElementById('why').open").asBoolean()).isTrue();
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(320);
        browser.press("Escape");
    }

    private static String text(Browser browser, String id) throws Exception {
        return browser.evaluate("document.getElementById('" + id + "').textContent").asText();
    }

    private void createTable(ControlPlane control) {
        LeaderChannel channel = opened(LeaderChannel.to(List.of(control.grpcAddress())));
        CreateTableRequest request =
                CreateTableRequest.newBuilder()
                        .setTable("Orders")
                        .setKeySchema(
                                KeySchema.newBuilder()
                                        .setPartitionKey(
                                                KeyAttribute.newBuilder()
                                                        .setName("id")
                                                        .setType(KeyType.S)))
                        .build();
        channel.call(
                WAIT,
                LeaderChannel.Repeat.SAFE,
                (to, deadline) ->
                        TablesGrpc.newBlockingStub(to).withDeadline(deadline).createTable(request));
    }

    private void nodes(List<String> control) {
        for (int i = 1; i <= 3; i++) {
            opened(new FakeNode(control, "n" + i, "s1", running));
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        open.add(each);
        return each;
    }

    private static JsonNode document(ControlPlane control, String name) throws Exception {
        HttpResponse<String> answer = get(control, "/console/api/" + name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpResponse<String> get(ControlPlane control, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + control.adminAddress() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
