package io.kvasir.chaos.workload;

import io.grpc.Deadline;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.table.TableName;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Moves money between accounts in several partitions and reads all of them at one moment: the sum
/// never changes.
final class BankClient implements Step {
    static final int ACCOUNTS = 8;
    static final long OPENING = 100;
    private static final int AMOUNT_MAX = 20;

    private final List<String> tables;
    private final DataPlane data;
    private final RandomGenerator dice;
    private final Recorder recorder;
    private final long patienceMillis;

    BankClient(
            List<String> tables,
            DataPlane data,
            RandomGenerator dice,
            Recorder recorder,
            long patienceMillis) {
        this.tables = List.copyOf(tables);
        this.data = data;
        this.dice = dice;
        this.recorder = recorder;
        this.patienceMillis = patienceMillis;
    }

    private ItemPlace account(int number) {
        return new ItemPlace(tables.get(number % tables.size()), "account-" + number);
    }

    /// Makes the accounts; before any fault.
    void open() {
        for (int i = 0; i < ACCOUNTS; i++) {
            ItemPlace place = account(i);
            var _ =
                    DataPlane.await(
                            data.put(
                                    new PutItem(
                                            new TableName(place.table()),
                                            EncodedItem.of(
                                                    place.keyItem()
                                                            .with(
                                                                    ItemPlace.COUNT,
                                                                    AttributeValue.of(OPENING))),
                                            WriteOptions.DEFAULT.withClientRequestToken(
                                                    "open-" + i)),
                                    Deadline.after(30, TimeUnit.SECONDS)));
        }
    }

    @Override
    public void run() {
        if (dice.nextInt(3) == 0) {
            readAll();
        } else {
            transfer();
        }
    }

    private void transfer() {
        int from = dice.nextInt(ACCOUNTS);
        int to = (from + 1 + dice.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1L + dice.nextInt(AMOUNT_MAX);
        List<TransactWrite.Action> actions =
                List.of(
                        adding(account(from), -amount, "#n >= :least", amount),
                        adding(account(to), amount, "#n >= :least", 0));
        long invoked = Recorder.now();
        recorder.event("direct", "transfer", "", invoked, moved(actions));
    }

    private Recorder.Ending moved(List<TransactWrite.Action> actions) {
        try {
            return switch (DataPlane.await(
                    data.transactWrite(new TransactWrite(actions, ""), deadline()))) {
                case TransactionOutcome.Committed _ -> Recorder.Ending.DONE;
                case TransactionOutcome.Canceled _ -> Recorder.Ending.DECLINED;
                case TransactionOutcome.Failed(RequestFailure failure) -> ending(failure);
            };
        } catch (RequestFailedException e) {
            return ending(e.failure());
        }
    }

    private static Recorder.Ending ending(RequestFailure failure) {
        return switch (failure.code().effect()) {
            case NONE -> Recorder.Ending.REJECTED;
            case UNKNOWN -> Recorder.Ending.UNKNOWN;
        };
    }

    private static TransactWrite.Action adding(
            ItemPlace place, long amount, String condition, long least) {
        return new TransactWrite.Action.Update(
                new UpdateItem(
                        new TableName(place.table()),
                        place.keyItem(),
                        "ADD #n :amount",
                        WriteOptions.DEFAULT.withCondition(
                                condition,
                                new Substitutions(
                                        Map.of("#n", ItemPlace.COUNT),
                                        Map.of(
                                                ":amount", AttributeValue.of(amount),
                                                ":least", AttributeValue.of(least))))));
    }

    /// Reads all accounts in one transaction.
    ///
    /// @return whether it was let through
    boolean readAll() {
        List<GetItem> gets = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            ItemPlace place = account(i);
            gets.add(
                    new GetItem(new TableName(place.table()), place.keyItem(), ReadOptions.STRONG));
        }
        long invoked = Recorder.now();
        try {
            List<Long> amounts =
                    DataPlane.await(data.transactGet(new TransactGet(gets), deadline()))
                            .items()
                            .stream()
                            .map(found -> amount(found.item()))
                            .toList();
            recorder.balances(new Recorder.Balances(invoked, Recorder.now(), amounts));
            recorder.event("direct", "bank read", "", invoked, Recorder.Ending.DONE);
            return true;
        } catch (RequestFailedException e) {
            recorder.event("direct", "bank read", "", invoked, Recorder.Ending.REJECTED);
            return false;
        }
    }

    private static long amount(Optional<EncodedItem> item) {
        return item.map(EncodedItem::item).map(ItemPlace::counted).orElse(0L);
    }

    private Deadline deadline() {
        return Deadline.after(patienceMillis, TimeUnit.MILLISECONDS);
    }
}
