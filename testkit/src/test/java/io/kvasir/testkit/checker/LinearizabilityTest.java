package io.kvasir.testkit.checker;

import static io.kvasir.testkit.checker.Recorded.FAILED;
import static io.kvasir.testkit.checker.Recorded.UNKNOWN;
import static io.kvasir.testkit.checker.Recorded.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static Verdict verdict(Recorded recorded) {
        return new Linearizability(Linearizability.Limits.DEFAULT).check(recorded.history());
    }

    private static void accepts(Recorded recorded) {
        assertThat(verdict(recorded)).isInstanceOf(Verdict.Holds.class);
    }

    private static void rejects(Recorded recorded) {
        assertThat(verdict(recorded)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aReadSeesTheLastCompletedWrite() {
        accepts(new Recorded().read(1, null, 0, 1).put(1, "a", 2, 3).read(2, "a", 4, 5));
    }

    @Test
    void aReadBesideAWriteSeesEither() {
        accepts(new Recorded().put(1, "a", 0, 1).put(1, "b", 2, 9).read(2, "a", 3, 4));
        accepts(new Recorded().put(1, "a", 0, 1).put(1, "b", 2, 9).read(2, "b", 3, 4));
    }

    @Test
    void aStaleReadIsRejected() {
        rejects(new Recorded().put(1, "a", 0, 1).put(1, "b", 2, 3).read(2, "a", 4, 5));
        rejects(new Recorded().put(1, "a", 0, 1).read(2, null, 2, 3));
    }

    @Test
    void readsThatGoBackInTimeAreRejected() {
        rejects(
                new Recorded()
                        .put(1, "a", 0, 1)
                        .put(1, "b", 2, 20)
                        .read(2, "b", 3, 4)
                        .read(3, "a", 5, 6));
    }

    @Test
    void aLostUpdateIsRejected() {
        rejects(
                new Recorded()
                        .put(1, "a", 0, 1)
                        .add(2, putIfValue("a", "b"), 2, 10, WRITTEN)
                        .add(3, putIfValue("a", "c"), 3, 11, WRITTEN));
        rejects(new Recorded().add(1, 1, 0, 9, 1).add(2, 1, 1, 8, 1));
    }

    private static Action putIfValue(String expected, String value) {
        return new Action.PutIf(new Expectation.Value(expected), value);
    }

    @Test
    void aDirtyReadIsRejected() {
        rejects(
                new Recorded()
                        .add(1, new Action.Put("a"), 0, 1, new Result.Rejected("not the leader"))
                        .read(2, "a", 2, 3));
        rejects(new Recorded().put(1, "a", 0, 1).create(2, "b", 2, 3, FAILED).read(3, "b", 4, 5));
    }

    @Test
    void aSplitBrainIsRejected() {
        // Two leaders, each serving its own writes.
        rejects(
                new Recorded()
                        .put(1, "a", 0, 1)
                        .put(2, "b", 2, 3)
                        .read(1, "a", 4, 5)
                        .read(2, "b", 6, 7));
        rejects(new Recorded().create(1, "a", 0, 9, WRITTEN).create(2, "b", 1, 8, WRITTEN));
    }

    @Test
    void aLostAcknowledgedWriteIsRejected() {
        rejects(new Recorded().put(1, "a", 0, 1).put(1, "b", 2, 3).read(2, "a", 9, 10));
    }

    @Test
    void aDoubledRetryIsRejected() {
        rejects(new Recorded().add(1, 5, 0, 1, 5).read(2, "10", 2, 3));
        rejects(
                new Recorded()
                        .add(1, new Action.Add(5), 0, Operation.OPEN, UNKNOWN)
                        .read(2, "10", 2, 3));
        // The first attempt took effect, the other client overwrote it, the blind retry brought it
        // back.
        rejects(
                new Recorded()
                        .put(1, "a", 0, 10)
                        .read(2, "a", 1, 2)
                        .put(2, "b", 3, 4)
                        .read(2, "b", 5, 6)
                        .read(2, "a", 7, 8));
    }

    @Test
    void anUnknownWriteMayTakeEffectLateOrNever() {
        accepts(
                new Recorded()
                        .put(1, "a", 0, 1)
                        .unknownPut(2, "b", 2)
                        .read(1, "a", 3, 4)
                        .read(1, "b", 50, 51));
        accepts(new Recorded().put(1, "a", 0, 1).unknownPut(2, "b", 2).read(1, "a", 50, 51));
        accepts(
                new Recorded()
                        .add(1, new Action.Add(5), 0, Operation.OPEN, UNKNOWN)
                        .read(2, "5", 2, 3));
    }

    @Test
    void anUnknownWriteTakesEffectOnlyOnce() {
        rejects(
                new Recorded()
                        .unknownPut(1, "a", 0)
                        .read(2, "a", 1, 2)
                        .put(2, "b", 3, 4)
                        .read(2, "a", 5, 6));
    }

    @Test
    void anUnknownWriteThatNobodySawExplainsAFailedCondition() {
        accepts(new Recorded().unknownPut(1, "a", 0).create(2, "b", 1, 2, FAILED));
        rejects(new Recorded().create(2, "b", 1, 2, FAILED));
    }

    @Test
    void anUnknownWriteThatNobodySawExplainsACondition() {
        accepts(
                new Recorded()
                        .unknownPut(1, "a", 0)
                        .add(2, new Action.DeleteIf(new Expectation.Present()), 1, 2, WRITTEN));
    }

    @Test
    void versionsTellWritesApart() {
        accepts(
                new Recorded()
                        .put(1, "a", 0, 1, 7)
                        .add(
                                2,
                                new Action.PutIf(new Expectation.Version(7), "b"),
                                2,
                                3,
                                new Result.Written(Stamp.ofVersion(8))));
        rejects(
                new Recorded()
                        .put(1, "a", 0, 1, 7)
                        .put(1, "b", 2, 3, 8)
                        .add(2, new Action.PutIf(new Expectation.Version(7), "c"), 4, 5, WRITTEN));
        rejects(new Recorded().put(1, "a", 0, 1, 7).put(1, "b", 2, 3, 6));
    }

    @Test
    void keysAreIndependent() {
        accepts(new Recorded().add("x", 1, new Action.Put("a"), 0, 1, WRITTEN).read(2, null, 2, 3));
    }

    @Test
    void theFailingPartNamesOnlyWhatIsNeeded() {
        Recorded recorded = new Recorded();
        for (long i = 0; i < 100; i++) {
            recorded.put(1, "v" + i, 10 * i, 10 * i + 1).read(2, "v" + i, 10 * i + 2, 10 * i + 3);
        }
        recorded.put(1, "a", 2000, 2010)
                .read(2, "v99", 2001, 2003)
                .read(3, "v99", 2004, 2020)
                .read(4, "v98", 2005, 2006);
        Verdict verdict = verdict(recorded);
        assertThat(verdict).isInstanceOf(Verdict.Violated.class);
        if (verdict instanceof Verdict.Violated violated) {
            assertThat(violated.part()).hasSize(2);
            assertThat(violated.part().getLast()).contains("v98");
        }
    }

    @Test
    void aSearchThatIsTooLargeIsUndecided() {
        Recorded recorded = new Recorded();
        for (int i = 0; i < 40; i++) {
            recorded.put(i, "v" + i, 0, 1000 + i);
        }
        recorded.read(50, "none", 1, 2000);
        Verdict verdict =
                new Linearizability(new Linearizability.Limits(1000, 100_000))
                        .check(recorded.history());
        assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
    }
}
