package io.kvasir.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
    private static KeyRange range(String start, @Nullable String end) {
        return new KeyRange(Bytes.ofHex(start), end == null ? null : Bytes.ofHex(end));
    }

    @Test
    void startBelongsToItAndEndDoesNot() {
        KeyRange range = range("10", "20");
        assertThat(range.contains(Bytes.ofHex("10"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("1fff"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("20"))).isFalse();
        assertThat(range.contains(Bytes.ofHex("0f"))).isFalse();
        assertThat(KeyRange.ALL.contains(Bytes.EMPTY)).isTrue();
        assertThat(KeyRange.ALL.contains(Bytes.ofHex("ffff"))).isTrue();
    }

    @Test
    void anEmptyRangeCannotBe() {
        assertThatThrownBy(() -> range("10", "10")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> range("10", "0f")).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void setOperationsAgreeWithTheirKeys() {
        RandomRuns.each(
                KeyRangeTest.class,
                2000,
                dice -> {
                    KeyRange one = random(dice);
                    KeyRange other = random(dice);
                    KeyRange both = one.intersection(other);
                    assertThat(one.overlaps(other)).isEqualTo(both != null);
                    assertThat(other.overlaps(one)).isEqualTo(both != null);
                    assertThat(other.intersection(one)).isEqualTo(both);
                    assertThat(one.contains(other)).isEqualTo(other.equals(both));
                    Bytes key = RandomValues.bytes(dice, 3);
                    assertThat(both != null && both.contains(key))
                            .isEqualTo(one.contains(key) && other.contains(key));
                });
    }

    private static KeyRange random(RandomGenerator dice) {
        while (true) {
            Bytes start = RandomValues.bytes(dice, 2);
            Bytes end = dice.nextInt(4) == 0 ? null : RandomValues.bytes(dice, 2);
            if (end == null || start.compareTo(end) < 0) {
                return new KeyRange(start, end);
            }
        }
    }

    @Test
    void showsItsEnds() {
        assertThat(range("10", null)).hasToString("[10, ∞)");
    }
}
