package io.kvasir.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvasir.control.console.HeatColumn.Kind;
import io.kvasir.control.console.HeatColumn.Row;
import io.kvasir.model.Bytes;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.testkit.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HeatColumnTest {
    @Test
    void whatARowTookBeforeItWasDividedIsSharedByItsParts() {
        HeatColumn before = column(row("", 100), row("80", 40));
        HeatColumn after = column(row("", 1), row("20", 1), row("80", 1), row("a0", 1));

        assertThat(HeatColumn.aligned(before, after, Kind.READS)).containsExactly(50, 50, 20, 20);
    }

    @Test
    void whatRowsTookBeforeTheyBecameOneIsItsOwn() {
        HeatColumn before = column(row("", 100), row("20", 10), row("80", 40));
        HeatColumn after = column(row("", 1), row("80", 1));

        assertThat(HeatColumn.aligned(before, after, Kind.READS)).containsExactly(110, 40);
        assertThat(HeatColumn.aligned(before, after, Kind.WRITES)).containsExactly(220, 80);
    }

    @Test
    void noLoadIsLostOrDoubledHoweverTheRowsChange() {
        Seeds.each(
                200,
                seed -> {
                    RandomGenerator random = seed.random("rows");
                    HeatColumn before = random(random);
                    HeatColumn after = random(random);

                    double sum = Arrays.stream(HeatColumn.aligned(before, after, Kind.READS)).sum();

                    assertThat(sum)
                            .isCloseTo(
                                    before.rows().stream().mapToDouble(Row::readUnits).sum(),
                                    within(0.01));
                });
    }

    @Test
    void theHistoryKeepsTheLatestColumnsAndNoMore() {
        HeatHistory history = new HeatHistory();
        for (int i = 0; i < HeatHistory.COLUMNS_MAX + 5; i++) {
            history.add(new HeatColumn(Instant.ofEpochSecond(i), List.of(row("", 1))));
        }

        assertThat(history.columns()).hasSize(HeatHistory.COLUMNS_MAX);
        assertThat(history.columns().getFirst().at()).isEqualTo(Instant.ofEpochSecond(5));
    }

    private static HeatColumn random(RandomGenerator random) {
        TreeSet<Bytes> starts = new TreeSet<>();
        starts.add(Bytes.EMPTY);
        for (int i = random.nextInt(12); i > 0; i--) {
            starts.add(Bytes.ofOwned(new byte[] {(byte) random.nextInt(16)}));
        }
        List<Row> rows = new ArrayList<>();
        for (Bytes start : starts) {
            rows.add(new Row(start, new PartitionId(1), 1, random.nextInt(1_000), 0));
        }
        return new HeatColumn(Instant.EPOCH, rows);
    }

    private static HeatColumn column(Row... rows) {
        return new HeatColumn(Instant.EPOCH, List.of(rows));
    }

    private static Row row(String start, float reads) {
        return new Row(Bytes.ofHex(start), new PartitionId(1), 1, reads, 2 * reads);
    }
}
