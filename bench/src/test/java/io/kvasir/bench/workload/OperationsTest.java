package io.kvasir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.bench.workload.Operation.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {
    private static final Dataset DATA = new Dataset(1000, 64, 10, 20);

    @ParameterizedTest
    @EnumSource(Workload.class)
    void theSameSeedGivesTheSameOperations(Workload workload) {
        assertThat(drawn(workload, 50)).isEqualTo(drawn(workload, 50));
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void aWorkloadIsFoundByItsWord(Workload workload) {
        assertThat(Workload.of(workload.word())).isEqualTo(workload);
    }

    @Test
    void anUnknownWorkloadIsRefusedWithAllThereAre() {
        assertThatThrownBy(() -> Workload.of("ycsb-z"))
                .hasMessageContaining("ycsb-z")
                .hasMessageContaining("ycsb-f");
    }

    @Test
    void halfOfYcsbAReadsAndFewOfYcsbBWrite() {
        assertThat(writes(Workload.YCSB_A)).isBetween(900, 1100);
        assertThat(writes(Workload.YCSB_B)).isBetween(60, 140);
        assertThat(writes(Workload.YCSB_C)).isZero();
    }

    @Test
    void aTransactionTouchesDifferentItems() {
        Operations operations = operations(Workload.TRANSACT_4);
        SplittableRandom dice = new SplittableRandom(3);
        for (int i = 0; i < 500; i++) {
            List<Long> keys = ((Operation.PutAll) operations.next(dice)).keys();
            assertThat(keys).hasSize(4).doesNotHaveDuplicates();
        }
    }

    private static int writes(Workload workload) {
        Operations operations = operations(workload);
        SplittableRandom dice = new SplittableRandom(4);
        int writes = 0;
        for (int i = 0; i < 2000; i++) {
            writes += operations.next(dice) instanceof Operation.Put ? 1 : 0;
        }
        return writes;
    }

    private static List<String> drawn(Workload workload, int count) {
        Operations operations = operations(workload);
        SplittableRandom dice = new SplittableRandom(5);
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(operations.next(dice).toString());
        }
        return drawn;
    }

    private static Operations operations(Workload workload) {
        return new Operations(workload, DATA, Freshness.EVENTUAL, new SplittableRandom(6));
    }
}
