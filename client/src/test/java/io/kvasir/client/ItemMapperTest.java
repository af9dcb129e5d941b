package io.kvasir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.client.mapping.MappingException;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ItemMapperTest {
    enum Colour {
        RED,
        GREEN
    }

    record Address(String city, Optional<Integer> number) {}

    record Everything(
            String text,
            int small,
            long large,
            double real,
            BigDecimal exact,
            boolean flag,
            Instant when,
            UUID id,
            Colour colour,
            List<Address> addresses,
            Set<String> words,
            Set<Long> numbers,
            Map<String, List<Integer>> table,
            Optional<Bytes> raw,
            @Attribute("the-name") String renamed,
            Address nested) {}

    @SuppressWarnings("ArrayRecordComponent") // Users have them.
    record Blob(byte[] bytes) {}

    record Tree(String name, List<Tree> children) {}

    record Unmappable(String name, Thread thread) {}

    record Twice(String a, @Attribute("a") String b) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value is " + value + "; it must be positive");
            }
        }
    }

    @Test
    void anyRecordComesBackFromItsItem() {
        ItemMapper<Everything> mapper = ItemMapper.of(Everything.class);
        for (long seed = 1; seed <= 300; seed++) {
            Everything record = any(new Random(seed));
            assertThat(mapper.fromItem(mapper.toItem(record)))
                    .as("seed %d", seed)
                    .isEqualTo(record);
        }
    }

    @Test
    void componentsBecomeTheAttributeTypesOneWouldChoose() {
        Item item = ItemMapper.of(Everything.class).toItem(any(new Random(1)));
        Map<String, String> types = new LinkedHashMap<>();
        item.attributes().forEach((name, value) -> types.put(name, value.typeName()));
        assertThat(types)
                .containsEntry("text", "S")
                .containsEntry("exact", "N")
                .containsEntry("flag", "BOOL")
                .containsEntry("when", "N")
                .containsEntry("id", "S")
                .containsEntry("colour", "S")
                .containsEntry("addresses", "L")
                .containsEntry("table", "M")
                .containsEntry("nested", "M")
                .containsKey("the-name")
                .doesNotContainKey("renamed");
    }

    @Test
    void binaryAndRecursiveRecordsComeBackToo() {
        ItemMapper<Blob> blobs = ItemMapper.of(Blob.class);
        assertThat(blobs.fromItem(blobs.toItem(new Blob(new byte[] {1, 0, -1}))).bytes())
                .containsExactly(1, 0, -1);
        ItemMapper<Tree> trees = ItemMapper.of(Tree.class);
        Tree tree = new Tree("a", List.of(new Tree("b", List.of()), new Tree("c", List.of())));
        assertThat(trees.fromItem(trees.toItem(tree))).isEqualTo(tree);
    }

    @Test
    void whatIsNullOrEmptyIsLeftOutAndReadsAsSuch() {
        ItemMapper<Address> mapper = ItemMapper.of(Address.class);
        assertThat(mapper.toItem(new Address(null, Optional.empty())).attributes()).isEmpty();
        assertThat(mapper.fromItem(Item.EMPTY)).isEqualTo(new Address(null, Optional.empty()));
    }

    @Test
    void whatDoesNotFitIsNamedByItsPath() {
        ItemMapper<Everything> mapper = ItemMapper.of(Everything.class);
        Item item = mapper.toItem(any(new Random(1)));
        assertThatThrownBy(() -> mapper.fromItem(item.with("small", AttributeValue.of(1L << 40))))
                .isInstanceOf(MappingException.class)
                .hasMessageStartingWith("small: expected N that fits int, found N");
        assertThatThrownBy(() -> mapper.fromItem(item.with("colour", AttributeValue.of("BLUE"))))
                .hasMessageStartingWith("colour: expected one of [RED, GREEN]");
        Item address = new Item(new LinkedHashMap<>(Map.of("city", AttributeValue.of(true))));
        AttributeValue list =
                new AttributeValue.ListValue(
                        List.of(new AttributeValue.MapValue(address.attributes())));
        assertThatThrownBy(() -> mapper.fromItem(item.with("addresses", list)))
                .hasMessageStartingWith("addresses[0].city: expected S, found BOOL");
        assertThatThrownBy(() -> mapper.fromItem(item.without("flag")))
                .hasMessageStartingWith("flag: the attribute is missing");
        assertThatThrownBy(() ->
                        ItemMapper.of(Positive.class)
                                .fromItem(Item.of("value", AttributeValue.of(-1))))
                .hasMessageContaining("it must be positive");
    }

    @Test
    void aTypeWithoutCounterpartIsRefusedWhenTheMapperIsMade() {
        assertThatThrownBy(() -> ItemMapper.of(Unmappable.class))
                .hasMessageStartingWith(
                        "Unmappable.thread: java.lang.Thread has no attribute type");
        assertThatThrownBy(() -> ItemMapper.of(Twice.class))
                .hasMessageContaining("two components for attribute a");
    }

    @Test
    void instantsSortAsTheirNumbers() {
        ItemMapper<Everything> mapper = ItemMapper.of(Everything.class);
        Random dice = new Random(3);
        for (int i = 0; i < 200; i++) {
            Everything one = any(dice);
            Everything other = any(dice);
            var a = ((AttributeValue.NumberValue) mapper.toItem(one).get("when")).value();
            var b = ((AttributeValue.NumberValue) mapper.toItem(other).get("when")).value();
            assertThat(Integer.signum(a.compareTo(b)))
                    .isEqualTo(Integer.signum(one.when().compareTo(other.when())));
        }
    }

    private static Everything any(Random dice) {
        return new Everything(
                "t" + dice.nextInt(),
                dice.nextInt(),
                dice.nextLong(),
                dice.nextGaussian(),
                new BigDecimal(dice.nextLong()).movePointLeft(5).stripTrailingZeros(),
                dice.nextBoolean(),
                Instant.ofEpochSecond(dice.nextInt(), dice.nextInt(1_000_000_000)),
                new UUID(dice.nextLong(), dice.nextLong()),
                dice.nextBoolean() ? Colour.RED : Colour.GREEN,
                List.of(new Address("x" + dice.nextInt(), Optional.of(dice.nextInt()))),
                dice.nextBoolean() ? Set.of() : Set.of("a" + dice.nextInt(), "b"),
                dice.nextBoolean() ? Set.of() : Set.of(dice.nextLong(), 7L),
                Map.of("k", List.of(dice.nextInt(), 2)),
                dice.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(Bytes.utf8("raw" + dice.nextInt())),
                "renamed",
                new Address("y", Optional.empty()));
    }
}
