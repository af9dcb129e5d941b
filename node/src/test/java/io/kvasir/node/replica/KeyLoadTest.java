package io.kvasir.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyLoadTest {
    private final Random dice = new Random(3);

    @Test
    void anEvenLoadIsHalved() {
        List<Bytes> keys = keys(1000, () -> dice.nextInt(500));
        Bytes cut = KeyLoad.division(keys).cut().orElseThrow();
        long below = keys.stream().filter(key -> key.compareTo(cut) < 0).count();
        assertThat(below).isBetween(450L, 550L);
    }

    @Test
    void aHotRangeIsCutInItsMiddleAndNotInTheMiddleOfTheKeys() {
        List<Bytes> keys =
                keys(1000, () -> dice.nextInt(10) == 0 ? dice.nextInt(9000) : dice.nextInt(100));
        Bytes cut = KeyLoad.division(keys).cut().orElseThrow();
        assertThat(cut).isLessThan(key(100));
    }

    @Test
    void oneHotItemIsNamedAsTheReason() {
        List<Bytes> keys = keys(1000, () -> dice.nextInt(10) == 0 ? dice.nextInt(9000) : 4711);
        KeyLoad.Division division = KeyLoad.division(keys);
        assertThat(division.cut()).isEmpty();
        assertThat(division.reason()).contains("one item takes 9").contains(key(4711).toString());
    }

    @Test
    void keysThatRiseOneAfterTheOtherAreNamedAsTheReason() {
        int[] next = new int[1];
        KeyLoad.Division division = KeyLoad.division(keys(1000, () -> next[0]++));
        assertThat(division.cut()).isEmpty();
        assertThat(division.reason()).contains("rise one after the other");
    }

    @Test
    void fewKeysTellNothing() {
        KeyLoad.Division division = KeyLoad.division(keys(KeyLoad.KEYS_MIN - 1, () -> 1));
        assertThat(division.cut()).isEmpty();
        assertThat(division.reason()).isEmpty();
    }

    private interface KeyNumber {
        int next();
    }

    private static List<Bytes> keys(int count, KeyNumber number) {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(number.next()));
        }
        return keys;
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format(Locale.ROOT, "%06d", number));
    }
}
