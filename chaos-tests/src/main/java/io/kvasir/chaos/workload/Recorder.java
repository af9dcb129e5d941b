package io.kvasir.chaos.workload;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Takes down what clients did, from any thread. Its clock is that of all histories.
public final class Recorder {
    private final AtomicLong ids = new AtomicLong();
    private final List<Event> events = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<ListTransaction> transactions = new ArrayList<>();
    private final List<Balances> balances = new ArrayList<>();
    private final List<Insert> inserts = new ArrayList<>();
    private final List<PageRead> pages = new ArrayList<>();

    /// Anything that ended, for the timeline.
    ///
    /// @param door the way that it went
    /// @param kind such as `put` or `strong read`
    public record Event(
            String door, String kind, String table, long atNanos, long nanos, Ending ending) {}

    public enum Ending {
        DONE,
        /// The condition of a write was not met, or a transaction was cancelled: an answer.
        DECLINED,
        REJECTED,
        UNKNOWN
    }

    /// All accounts as one transaction read them.
    public record Balances(long invokedNanos, long completedNanos, List<Long> amounts) {
        public Balances {
            amounts = List.copyOf(amounts);
        }
    }

    /// An item put into a collection, once and for ever.
    ///
    /// @param completedNanos `Operation.OPEN` where its outcome is unknown
    public record Insert(String collection, long key, long invokedNanos, long completedNanos) {}

    /// A whole collection, read page by page.
    ///
    /// @param stalenessMs the largest bound that a page stated
    public record PageRead(
            String collection,
            String kind,
            long invokedNanos,
            long completedNanos,
            long stalenessMs,
            List<Long> keys) {
        public PageRead {
            keys = List.copyOf(keys);
        }
    }

    public static long now() {
        return System.nanoTime();
    }

    public long nextId() {
        return ids.incrementAndGet();
    }

    public synchronized void operation(
            String door,
            String table,
            int client,
            String key,
            Action action,
            long invoked,
            Result result) {
        long completed = now();
        operations.add(new Operation(nextId(), client, key, action, invoked, completed, result));
        events.add(
                new Event(
                        door, kind(action), table, completed, completed - invoked, ending(result)));
    }

    public synchronized void transaction(
            String door, String table, String kind, ListTransaction transaction) {
        transactions.add(transaction);
        event(
                door,
                kind,
                table,
                transaction.invokedNanos(),
                switch (transaction.ending()) {
                    case COMMITTED -> Ending.DONE;
                    case ABORTED -> Ending.DECLINED;
                    case UNKNOWN -> Ending.UNKNOWN;
                });
    }

    public synchronized void balances(Balances read) {
        balances.add(read);
    }

    public synchronized void insert(Insert insert) {
        inserts.add(insert);
    }

    public synchronized void page(PageRead read) {
        pages.add(read);
    }

    public synchronized void event(
            String door, String kind, String table, long invoked, Ending ending) {
        long completed = now();
        events.add(new Event(door, kind, table, completed, completed - invoked, ending));
    }

    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    public synchronized List<ListTransaction> transactions() {
        return List.copyOf(transactions);
    }

    public synchronized List<Balances> balances() {
        return List.copyOf(balances);
    }

    public synchronized List<Insert> inserts() {
        return List.copyOf(inserts);
    }

    public synchronized List<PageRead> pages() {
        return List.copyOf(pages);
    }

    private static String kind(Action action) {
        return switch (action) {
            case Action.Read(var consistency) ->
                    switch (consistency) {
                        case STRONG -> "strong read";
                        case SESSION -> "session read";
                        case EVENTUAL -> "eventual read";
                    };
            case Action.Put _ -> "put";
            case Action.PutIf _ -> "conditional put";
            case Action.Delete _ -> "delete";
            case Action.DeleteIf _ -> "conditional delete";
            case Action.Add _ -> "counter";
        };
    }

    private static Ending ending(Result result) {
        return switch (result) {
            case Result.Seen _, Result.Written _, Result.Added _ -> Ending.DONE;
            case Result.ConditionFailed _ -> Ending.DECLINED;
            case Result.Rejected _ -> Ending.REJECTED;
            case Result.Unknown _ -> Ending.UNKNOWN;
        };
    }
}
