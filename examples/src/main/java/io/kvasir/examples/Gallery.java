package io.kvasir.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Runs all examples once and prints what they see.
public final class Gallery {
    private static final int NAME_DIGITS = 8;

    private final DynamoDbClient db;
    private final RandomGenerator dice;
    private final PrintStream out;

    Gallery(DynamoDbClient db, RandomGenerator dice, PrintStream out) {
        this.db = db;
        this.dice = dice;
        this.out = out;
    }

    /// @param arguments the endpoint's address; `kvasir dev`'s where there is none
    public static void main(String[] arguments) {
        try (DynamoDbClient db = Endpoint.client(arguments)) {
            new Gallery(db, RandomGenerator.getDefault(), System.out).run();
        }
    }

    void run() {
        // So that a second run finds nothing of the first in its way.
        String run = name();
        shorten();
        session(run);
        shop(run);
        chat(run);
        ShardedCounter counter = new ShardedCounter(db, 10, dice);
        for (int i = 1; i <= 20; i++) {
            counter.add(run, i);
        }
        out.println("sharded counter: 1 + 2 + … + 20 = " + counter.sum(run));
    }

    private void shorten() {
        UrlShortener shortener = new UrlShortener(db, this::name);
        String name = shortener.shorten("https://example.org/a/long/address");
        out.println("URL shortener: " + name + " leads to " + shortener.visit(name).orElseThrow());
    }

    private void session(String run) {
        Instant now = Instant.now();
        SessionStore sessions = new SessionStore(db, Duration.ofMinutes(30));
        sessions.begin(run, "nina", now);
        sessions.put(run, "language", "en");
        out.println(
                "session store: now "
                        + sessions.use(run, now)
                        + ", tomorrow "
                        + sessions.use(run, now.plus(Duration.ofDays(1))));
    }

    private void shop(String run) {
        DocumentCart document = new DocumentCart(db);
        document.add(run, "tea", 2);
        document.add(run, "tea", 1);
        RowCart rows = new RowCart(db);
        rows.add(run, "tea", 3);
        rows.order(run, "1");
        SingleTable table = new SingleTable(db);
        table.register(run, "Nina");
        table.order(run, run + "-1", "tea");
        out.println(
                "shopping cart: as a document "
                        + document.lines(run)
                        + ", as rows, ordered, "
                        + rows.ordered(run, "1"));
        out.println("single table: " + table.overview(run, 10));
    }

    private void chat(String run) {
        ChatRoom chat = new ChatRoom(db);
        for (int i = 1; i <= 5; i++) {
            chat.say(run, System.currentTimeMillis(), i, "message " + i);
        }
        ChatRoom.Page newest = chat.newest(run, 3);
        out.println(
                "chat: "
                        + newest.messages()
                        + ", before "
                        + chat.older(run, 3, newest.next()).messages());
    }

    private String name() {
        return HexFormat.of().toHexDigits(dice.nextLong(), NAME_DIGITS);
    }
}
