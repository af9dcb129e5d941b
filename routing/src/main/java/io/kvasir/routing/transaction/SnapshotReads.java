package io.kvasir.routing.transaction;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.transaction.Protocol.Done;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Several items as they were at one moment: read strongly twice, the second time after all of the
/// first, with nothing changed between and no lock met. Whatever held both times held at the moment
/// between.
public final class SnapshotReads {
    static final int ATTEMPTS_MAX = 10;

    private SnapshotReads() {}

    /// How it ended.
    public sealed interface Snapshot {
        /// @param items one for each key, in order
        record Taken(List<ReadOutcome.Done> items) implements Snapshot {
            public Taken {
                items = List.copyOf(items);
            }
        }

        /// TRANSACTION_CONFLICT where other transactions did not let it through.
        record Failed(RequestFailure failure) implements Snapshot {}
    }

    public static Protocol<Snapshot> read(List<KeyRead> keys) {
        return attempt(keys, 1);
    }

    private static Protocol<Snapshot> attempt(List<KeyRead> keys, int number) {
        return unlocked(
                keys,
                number,
                first ->
                        keys.size() == 1
                                ? new Done<>(new Snapshot.Taken(first))
                                : unlocked(
                                        keys,
                                        number,
                                        second ->
                                                isUnchanged(first, second)
                                                        ? new Done<>(new Snapshot.Taken(second))
                                                        : again(keys, number)));
    }

    private static Protocol<Snapshot> again(List<KeyRead> keys, int number) {
        Snapshot conflict =
                new Snapshot.Failed(
                        RequestFailure.of(
                                ErrorCode.TRANSACTION_CONFLICT,
                                "Transaction is ongoing for the item"));
        return number >= ATTEMPTS_MAX
                ? new Done<>(conflict)
                : new Protocol.Pause<>(
                        number, left -> left ? attempt(keys, number + 1) : new Done<>(conflict));
    }

    /// Goes on with the items where no transaction has locked one, else with another attempt.
    private static Protocol<Snapshot> unlocked(
            List<KeyRead> keys,
            int number,
            Function<List<ReadOutcome.Done>, Protocol<Snapshot>> following) {
        return new Protocol.Read<>(
                keys,
                outcomes -> {
                    for (ReadOutcome outcome : outcomes) {
                        if (outcome instanceof ReadOutcome.Failed failed) {
                            return new Done<>(new Snapshot.Failed(failed.failure()));
                        }
                    }
                    List<ReadOutcome.Done> items =
                            outcomes.stream().map(ReadOutcome.Done.class::cast).toList();
                    List<Lock> locks =
                            items.stream()
                                    .flatMap(item -> item.reply().getLocksList().stream())
                                    .distinct()
                                    .toList();
                    return locks.isEmpty()
                            ? following.apply(items)
                            : freed(locks).then(done -> again(keys, number));
                });
    }

    /// Ends what is behind one lock that is old.
    private static Protocol<Boolean> freed(List<Lock> locks) {
        Optional<Lock> abandoned =
                locks.stream()
                        .filter(lock -> lock.getAgeMs() >= TransactionRecovery.PATIENCE.toMillis())
                        .findFirst();
        return abandoned
                .map(lock ->
                        TransactionRecovery.recover(
                                lock.getTransaction(),
                                Optional.of(ItemCodec.fromWire(lock.getKey()))))
                .orElse(new Done<>(true));
    }

    /// An absent item has no version of its own: nothing may have been deleted from its partition
    /// meanwhile.
    private static boolean isUnchanged(
            List<ReadOutcome.Done> first, List<ReadOutcome.Done> second) {
        for (int i = 0; i < first.size(); i++) {
            ReadOutcome.Done before = first.get(i);
            ReadOutcome.Done after = second.get(i);
            boolean same =
                    before.item().getFound() == after.item().getFound()
                            && before.item().getVersion() == after.item().getVersion();
            boolean stillAbsent =
                    after.item().getFound()
                            || (before.partition().equals(after.partition())
                                    && before.reply().getLastDeleteBefore()
                                            == after.reply().getLastDeleteAfter());
            if (!same || !stillAbsent) {
                return false;
            }
        }
        return true;
    }
}
