package io.kvasir.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvasir.examples.ChatRoom;
import io.kvasir.examples.DocumentCart;
import io.kvasir.examples.Gallery;
import io.kvasir.examples.RowCart;
import io.kvasir.examples.SessionStore;
import io.kvasir.examples.ShardedCounter;
import io.kvasir.examples.SingleTable;
import io.kvasir.examples.UrlShortener;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The gallery under `examples/` does what it says.
@ExtendWith(Cluster.class)
class ExamplesTest {
    private final DynamoDbClient db;

    ExamplesTest(DynamoDbClient db) {
        this.db = db;
    }

    @Test
    void aTakenShortNameIsDrawnAgain() {
        Iterator<String> draws = List.of("abc", "abc", "def").iterator();
        UrlShortener shortener = new UrlShortener(db, draws::next);
        assertThat(shortener.shorten("https://example.org/1")).isEqualTo("abc");
        assertThat(shortener.shorten("https://example.org/2")).isEqualTo("def");
        assertThat(shortener.visit("abc")).hasValue("https://example.org/1");
        assertThat(shortener.visit("abc")).hasValue("https://example.org/1");
        assertThat(shortener.visits("abc")).isEqualTo(2);
        assertThat(shortener.visit("nobody's")).isEmpty();
    }

    @Test
    void aSessionEndsWhenItWasNotUsedForItsTime() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        SessionStore sessions = new SessionStore(db, Duration.ofMinutes(30));
        sessions.begin("s", "nina", now);
        sessions.put("s", "language", "en");
        assertThat(sessions.use("s", now.plus(Duration.ofMinutes(29)))).hasValue("nina");
        assertThat(sessions.use("s", now.plus(Duration.ofMinutes(58)))).hasValue("nina");
        assertThat(sessions.get("s", "language")).hasValue("en");
        assertThat(sessions.use("s", now.plus(Duration.ofMinutes(89)))).isEmpty();
        sessions.begin("t", "nina", now);
        sessions.end("t");
        assertThat(sessions.use("t", now)).isEmpty();
    }

    @Test
    void aCartAsADocumentAddsUpAndLosesLines() {
        DocumentCart cart = new DocumentCart(db);
        cart.add("nina", "tea", 2);
        cart.add("nina", "milk", 1);
        cart.add("nina", "tea", 1);
        assertThat(cart.lines("nina")).isEqualTo(Map.of("tea", 3L, "milk", 1L));
        cart.remove("nina", "milk");
        assertThat(cart.lines("nina")).isEqualTo(Map.of("tea", 3L));
        assertThat(cart.lines("nobody")).isEmpty();
    }

    @Test
    void aCartOfRowsBecomesAnOrderAtOnce() {
        RowCart cart = new RowCart(db);
        cart.add("nina", "tea", 2);
        cart.add("nina", "milk", 1);
        cart.add("nina", "tea", 1);
        cart.order("nina", "1");
        assertThat(cart.lines("nina")).isEmpty();
        assertThat(cart.ordered("nina", "1")).isEqualTo(Map.of("tea", 3L, "milk", 1L));
    }

    @Test
    void aChatIsReadBackwardsPageByPage() {
        ChatRoom room = new ChatRoom(db);
        for (int i = 1; i <= 7; i++) {
            room.say("lobby", 1_000 + i / 3, i, "m" + i);
        }
        ChatRoom.Page newest = room.newest("lobby", 3);
        assertThat(newest.messages()).containsExactly("m7", "m6", "m5");
        ChatRoom.Page older = room.older("lobby", 3, newest.next());
        assertThat(older.messages()).containsExactly("m4", "m3", "m2");
        assertThat(room.older("lobby", 3, older.next()).messages()).containsExactly("m1");
    }

    @Test
    void aSingleTableShowsACustomerWithTheNewestOrders() {
        SingleTable shop = new SingleTable(db);
        shop.register("c1", "Nina");
        shop.order("c1", "2030-01-01", "tea");
        shop.order("c1", "2030-01-02", "milk");
        assertThat(shop.overview("c1", 10))
                .isEqualTo(new SingleTable.Overview("Nina", List.of("milk", "tea")));
        assertThat(shop.overview("c1", 1).orders()).containsExactly("milk");
        assertThat(shop.customerOf("2030-01-01")).isEqualTo("c1");
        assertThatExceptionOfType(TransactionCanceledException.class)
                .isThrownBy(() -> shop.order("nobody", "2030-01-03", "tea"));
    }

    @Test
    void aCounterOfShardsCountsWhatManyAddAtOnce() throws Exception {
        ShardedCounter counter = new ShardedCounter(db, 8, new Random(1));
        List<Future<?>> adding = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= 100; i++) {
                int amount = i;
                adding.add(many.submit(() -> counter.add("visits", amount)));
            }
        }
        for (Future<?> each : adding) {
            each.get();
        }
        assertThat(counter.sum("visits")).isEqualTo(5_050);
        assertThat(counter.sum("other")).isZero();
    }

    @Test
    void theProgramRunsAllOfThem(URI endpoint) {
        Gallery.main(new String[] {endpoint.toString()});
    }
}
