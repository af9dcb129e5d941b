package io.kvasir.chaos.workload;

import io.kvasir.client.KvasirClient;
import io.kvasir.client.TableAlreadyExistsException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.routing.RoutingCore;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All clients of a run, with the tables that they work on.
public final class Workload implements AutoCloseable {
    /// How long a single request may take, so that a client is not held for the whole of a fault.
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration LAST_PATIENCE = Duration.ofSeconds(20);
    private static final int KEYS_PER_TABLE = 8;
    private static final int LAST_ATTEMPTS_MAX = 6;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final WorkloadPlan plan;
    private final List<String> endpoints;
    private final RoutingCore core;
    private final Recorder recorder;
    private final KvasirClient client;
    private final List<String> tables = new ArrayList<>();
    private final List<Door> doors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();
    private final KeyLives keys;
    private final ListKeys lists;
    private final BankClient bank;
    private final CollectionClient collections;
    private volatile boolean stopping;

    /// @param endpoints of routers
    /// @param core a direct client's routing core; stays the caller's
    public Workload(
            WorkloadPlan plan, List<String> endpoints, RoutingCore core, Recorder recorder) {
        this.plan = plan;
        this.endpoints = List.copyOf(endpoints);
        this.core = core;
        this.recorder = recorder;
        this.client = connect(LAST_PATIENCE);
        for (int i = 1; i <= plan.tables(); i++) {
            tables.add(plan.prefix() + i);
        }
        this.keys = new KeyLives(tables, KEYS_PER_TABLE);
        this.lists = new ListKeys(tables);
        this.bank = new BankClient(tables, core.data(), dice("bank"), recorder, patience());
        this.collections =
                new CollectionClient(
                        collectionTable(), connect(PATIENCE), dice("collections"), recorder);
    }

    private String collectionTable() {
        return plan.prefix() + "collections";
    }

    private RandomGenerator dice(String part) {
        return plan.seed().fork("workload").random(part);
    }

    private static long patience() {
        return PATIENCE.toMillis();
    }

    private KvasirClient connect(Duration patience) {
        return KvasirClient.builder()
                .endpoints(endpoints)
                .timeout(patience)
                .withoutTokens()
                .build();
    }

    /// Makes tables and accounts; before any fault.
    public void prepare() {
        for (String table : tables) {
            create(table, ItemPlace.SCHEMA);
        }
        create(collectionTable(), CollectionClient.SCHEMA);
        bank.open();
    }

    private void create(String table, KeySchema schema) {
        try {
            client.createTable(table, schema);
        } catch (TableAlreadyExistsException e) {
            throw new IllegalStateException(
                    "the cluster has a table " + table + " already: another run's?", e);
        }
    }

    /// Removes what `prepare` made.
    public void removeTables() {
        tables.forEach(client::deleteTable);
        client.deleteTable(collectionTable());
    }

    /// Starts all clients; each goes on until `stop`.
    public void start() {
        Seed seed = plan.seed().fork("clients");
        for (int i = 0; i < plan.clients(); i++) {
            RandomGenerator own = seed.random("item-" + i);
            Door door =
                    switch (i % 4) {
                        case 0, 1 -> new RouterDoor(connect(PATIENCE));
                        case 2 -> new DirectDoor(core.data(), patience());
                        default -> new NodeDoor(core::map, own, patience());
                    };
            doors.add(door);
            run("item-" + i, own, new ItemClient(i, door, keys, own, recorder));
        }
        for (int i = 0; i < plan.transactionClients(); i++) {
            RandomGenerator own = seed.random("transactions-" + i);
            run(
                    "transactions-" + i,
                    own,
                    new TransactionClient(1000 + i, core.data(), lists, own, recorder, patience()));
        }
        run("bank", seed.random("bank pauses"), bank);
        run("collections", seed.random("collection pauses"), collections);
    }

    private void run(String name, RandomGenerator dice, Step step) {
        int threadsOfRate = plan.clients() + plan.transactionClients() + 2;
        long meanNanos = NANOS_PER_SECOND * threadsOfRate / plan.operationsPerSecond();
        threads.add(
                Thread.ofVirtual()
                        .name("workload-" + name)
                        .start(() -> {
                            try {
                                while (!stopping) {
                                    step.run();
                                    pause((long) (dice.nextDouble() * 2 * meanNanos));
                                }
                            } catch (InterruptedException e) {
                                // It was stopped.
                            } catch (RuntimeException | Error e) {
                                bug.compareAndSet(null, e);
                            }
                        }));
    }

    private static void pause(long nanos) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(nanos));
    }

    /// Lets every client finish what it is at.
    ///
    /// @throws IllegalStateException where a client failed in a way that no cluster explains
    public void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failed = bug.get();
        if (failed != null) {
            throw new IllegalStateException("a client of the workload failed", failed);
        }
    }

    /// Strong reads of every key, list, account and collection, after the run.
    ///
    /// @return what was found of single items; what could not be read is not in it
    public List<FinalItem> readAll() {
        DirectDoor door = new DirectDoor(core.data(), LAST_PATIENCE.toMillis());
        List<FinalItem> found = new ArrayList<>();
        for (ItemPlace place : keys.all()) {
            Result result =
                    door.perform(
                            place,
                            new Action.Read(Action.Consistency.STRONG),
                            new ClientSession(),
                            Optional.empty());
            if (result instanceof Result.Seen(String value, var stamp, _)) {
                found.add(new FinalItem(place.table() + "/" + place.key(), value, stamp));
            }
        }
        readTransactionally();
        return found;
    }

    /// Locks of transactions that were under way are settled by reading; one that is not yet is
    /// read again.
    private void readTransactionally() {
        TransactionClient reader =
                new TransactionClient(
                        2000, core.data(), lists, dice("last"), recorder, LAST_PATIENCE.toMillis());
        for (ItemPlace place : lists.all()) {
            boolean read = false;
            for (int i = 0; i < LAST_ATTEMPTS_MAX && !read; i++) {
                read = reader.read(new LinkedHashSet<>(List.of(place)));
            }
        }
        boolean balanced = false;
        for (int i = 0; i < LAST_ATTEMPTS_MAX && !balanced; i++) {
            balanced = bank.readAll();
        }
        collections.readAtEnd();
    }

    /// Every list key ever used, for the question whether all were read at the end.
    public List<String> listKeys() {
        return lists.all().stream().map(place -> place.table() + "/" + place.key()).toList();
    }

    /// Transactions recorded by the last reading.
    public static boolean isLastReading(ListTransaction transaction) {
        return transaction.client() == 2000;
    }

    public long bankTotal() {
        return BankClient.ACCOUNTS * BankClient.OPENING;
    }

    public List<String> tables() {
        return List.copyOf(tables);
    }

    @Override
    public void close() {
        stopping = true;
        doors.forEach(Door::close);
        collections.close();
        client.close();
    }
}
