package io.kvasir.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void ordersByUnsignedBytesAndPrefixFirst() {
        assertThat(Bytes.ofHex("7f")).isLessThan(Bytes.ofHex("80"));
        assertThat(Bytes.ofHex("00")).isGreaterThan(Bytes.EMPTY);
        assertThat(Bytes.ofHex("01")).isLessThan(Bytes.ofHex("0100"));
    }

    @Test
    void nothingLiesBetweenAStringAndItsSuccessor() {
        RandomRuns.each(
                BytesTest.class,
                200,
                dice -> {
                    Bytes one = RandomValues.bytes(dice, 4);
                    Bytes other = RandomValues.bytes(dice, 5);
                    boolean between =
                            one.compareTo(other) < 0 && other.compareTo(one.successor()) < 0;
                    assertThat(between).isFalse();
                    assertThat(one.successor()).isGreaterThan(one);
                });
    }

    @Test
    void prefixEndIsTheLeastAboveAllThatBeginSo() {
        RandomRuns.each(
                BytesTest.class,
                500,
                dice -> {
                    Bytes prefix = RandomValues.bytes(dice, 3);
                    Bytes other = RandomValues.bytes(dice, 5);
                    Bytes end = prefix.prefixEnd();
                    boolean inRange =
                            other.compareTo(prefix) >= 0
                                    && (end == null || other.compareTo(end) < 0);
                    assertThat(inRange).isEqualTo(other.startsWith(prefix));
                });
    }

    @Test
    void copiesWhatItDoesNotOwn() {
        byte[] source = {1, 2};
        Bytes copy = Bytes.copyOf(source);
        source[0] = 9;
        assertThat(copy).isEqualTo(Bytes.ofHex("0102"));
        assertThat(copy.concat(Bytes.ofHex("03"))).hasToString("010203");
    }
}
