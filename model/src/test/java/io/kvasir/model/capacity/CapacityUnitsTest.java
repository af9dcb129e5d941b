package io.kvasir.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityUnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.5, 1, 2",
        "1, 0.5, 1, 2",
        "4096, 0.5, 1, 2",
        "4097, 1, 2, 4",
        "8192, 1, 2, 4",
        "409600, 50, 100, 200",
    })
    void readsCountByFourKilobytes(long bytes, double eventual, double strong, double transaction) {
        assertThat(CapacityUnits.ofRead(bytes, ReadMode.EVENTUAL)).isEqualTo(eventual);
        assertThat(CapacityUnits.ofRead(bytes, ReadMode.STRONG)).isEqualTo(strong);
        assertThat(CapacityUnits.ofRead(bytes, ReadMode.TRANSACTIONAL)).isEqualTo(transaction);
        assertThat(CapacityUnits.ofPage(bytes, ReadMode.STRONG)).isEqualTo(strong);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 2",
        "0, 1024, 1, 2",
        "0, 1025, 2, 4",
        "5000, 10, 5, 10",
        "5000, 0, 5, 10",
        "0, 409600, 400, 800",
    })
    void writesCountByKilobytesOfTheLargerImage(
            long before, long after, double plain, double transaction) {
        assertThat(CapacityUnits.ofWrite(before, after, false)).isEqualTo(plain);
        assertThat(CapacityUnits.ofWrite(before, after, true)).isEqualTo(transaction);
    }
}
