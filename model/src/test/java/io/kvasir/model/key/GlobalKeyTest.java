package io.kvasir.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GlobalKeyTest {
    private static final KeyspaceId KEYSPACE = new KeyspaceId(0x01020304);

    /// Golden vectors of XXH3's 64-bit variant with seed 0.
    @ParameterizedTest
    @CsvSource({
        "'', 2d06800538d394c2",
        "a, e6c632b61e964e1f",
        "abc, 78af5f94892f3950",
    })
    void theKeyHashStaysForever(String partitionKey, String hash) {
        Bytes key = GlobalKey.itemCollection(KEYSPACE, Bytes.utf8(partitionKey));
        assertThat(key.toHex()).startsWith("01020304" + hash);
        assertThat(Hashing.xxh3_64().hashBytesToLong(partitionKey.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @Test
    void theLayoutStaysForever() {
        assertThat(GlobalKey.of(KEYSPACE, Bytes.utf8("abc"), Bytes.ofHex("0005")))
                .hasToString("0102030478af5f94892f395061626300010005");
        Bytes escaped = GlobalKey.of(KEYSPACE, Bytes.ofHex("6100ff"), Bytes.EMPTY);
        assertThat(escaped.toHex()).endsWith("6100ffff0001").hasSize(2 * (12 + 6));
    }

    @Test
    void aKeyGivesBackItsParts() {
        RandomRuns.each(
                GlobalKeyTest.class,
                1000,
                dice -> {
                    KeyspaceId keyspace = new KeyspaceId(dice.nextInt());
                    Bytes partition = RandomValues.bytes(dice, 6);
                    Bytes sort = RandomValues.bytes(dice, 6);
                    Bytes key = GlobalKey.of(keyspace, partition, sort);
                    assertThat(GlobalKey.keyspaceOf(key)).isEqualTo(keyspace);
                    assertThat(GlobalKey.partitionKeyOf(key)).isEqualTo(partition);
                    assertThat(GlobalKey.sortKeyOf(key)).isEqualTo(sort);
                    assertThat(GlobalKey.keyspaceRange(keyspace).contains(key)).isTrue();
                });
    }

    @Test
    void keysOfOneCollectionStandTogetherAndSortBySortKey() {
        RandomRuns.each(
                GlobalKeyTest.class,
                2000,
                dice -> {
                    Bytes one = RandomValues.bytes(dice, 3);
                    Bytes other = RandomValues.bytes(dice, 3);
                    Bytes sort = RandomValues.bytes(dice, 3);
                    Bytes otherSort = RandomValues.bytes(dice, 3);
                    Bytes key = GlobalKey.of(KEYSPACE, one, sort);
                    KeyRange collection =
                            KeyRange.ofPrefix(GlobalKey.itemCollection(KEYSPACE, one));
                    assertThat(collection.contains(GlobalKey.of(KEYSPACE, other, otherSort)))
                            .isEqualTo(one.equals(other));
                    assertThat(
                                    Integer.signum(
                                            key.compareTo(GlobalKey.of(KEYSPACE, one, otherSort))))
                            .isEqualTo(Integer.signum(sort.compareTo(otherSort)));
                });
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void orderedBytesSortAsTheValuesDoAndComeBack(KeyType type) {
        RandomRuns.each(
                GlobalKeyTest.class,
                1000,
                dice -> {
                    AttributeValue one = keyValue(type, dice);
                    AttributeValue other = keyValue(type, dice);
                    Bytes oneBytes = GlobalKey.ordered("k", type, one);
                    Bytes otherBytes = GlobalKey.ordered("k", type, other);
                    assertThat(Integer.signum(oneBytes.compareTo(otherBytes)))
                            .isEqualTo(Integer.signum(compare(one, other)));
                    assertThat(GlobalKey.value(type, oneBytes)).isEqualTo(one);
                });
    }

    private static AttributeValue keyValue(KeyType type, RandomGenerator dice) {
        return switch (type) {
            case S -> AttributeValue.of(RandomValues.text(dice, 4));
            case N -> AttributeValue.of(RandomValues.decimal(dice));
            case B -> AttributeValue.of(RandomValues.bytes(dice, 4));
        };
    }

    private static int compare(AttributeValue one, AttributeValue other) {
        if (one instanceof AttributeValue.StringValue(String a)
                && other instanceof AttributeValue.StringValue(String b)) {
            return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        }
        if (one instanceof AttributeValue.NumberValue(var a)
                && other instanceof AttributeValue.NumberValue(var b)) {
            return a.value().compareTo(b.value());
        }
        if (one instanceof AttributeValue.BinaryValue(Bytes a)
                && other instanceof AttributeValue.BinaryValue(Bytes b)) {
            return Arrays.compareUnsigned(a.array(), b.array());
        }
        throw new IllegalArgumentException("two types");
    }

    @Test
    void aValueOfAnotherTypeIsNoKey() {
        assertThatThrownBy(() -> GlobalKey.ordered("a", KeyType.S, AttributeValue.of(1)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(
                        "One or more parameter values were invalid: Type mismatch for key a expected: S actual: N");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7", "1000"})
    void segmentsTileTheKeyspace(int segments) {
        KeyRange all = GlobalKey.keyspaceRange(KEYSPACE);
        Bytes next = all.start();
        for (int segment = 0; segment < segments; segment++) {
            KeyRange range = GlobalKey.segmentRange(KEYSPACE, segment, segments);
            assertThat(range.start()).isEqualTo(next);
            next = range.end();
        }
        assertThat(next).isEqualTo(all.end());
    }

    @Test
    void theLastKeyspaceHasSegmentsToo() {
        KeyspaceId last = new KeyspaceId(-1);
        assertThat(GlobalKey.keyspaceRange(last).end()).isNull();
        assertThat(GlobalKey.segmentRange(last, 1, 2).end()).isNull();
        int most = Limits.SCAN_SEGMENTS_MAX;
        assertThat(GlobalKey.segmentRange(last, most - 1, most).end()).isNull();
        for (int[] wrong : new int[][] {{0, 0}, {-1, 4}, {4, 4}, {0, most + 1}}) {
            assertThatThrownBy(() -> GlobalKey.segmentRange(last, wrong[0], wrong[1]))
                    .isInstanceOf(InvalidArgumentException.class);
        }
    }

    @Test
    void countersScatterOverTheKeySpace() {
        assertThat(KeyspaceId.ofCounter(1)).hasToString(Long.toString(1L << 31));
        assertThat(KeyspaceId.ofCounter(2)).hasToString(Long.toString(1L << 30));
        assertThat(KeyspaceId.ofCounter(3)).hasToString(Long.toString(3L << 30));
    }
}
