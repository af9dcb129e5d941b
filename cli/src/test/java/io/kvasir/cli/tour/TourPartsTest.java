package io.kvasir.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourPartsTest {
    @TempDir Path folder;

    @Test
    void aMadeUpIndexIsTheSameForTheSameSeed() throws IOException {
        SyntheticIndex.write(folder.resolve("a"), 200, 7);
        SyntheticIndex.write(folder.resolve("b"), 200, 7);
        SyntheticIndex.write(folder.resolve("c"), 200, 8);

        assertThat(folder.resolve("a")).hasSameTextualContentAs(folder.resolve("b"));
        assertThat(Files.readString(folder.resolve("c")))
                .isNotEqualTo(Files.readString(folder.resolve("a")));
        assertThat(ExpectedTable.read(folder.resolve("a")).count()).isEqualTo(200);
    }

    @Test
    void anInputWithOneKeyTwiceIsRefused() throws IOException {
        Path file = folder.resolve("twice");
        String record = "{\"Section\":\"libs\",\"Package\":\"a\"}\n";
        Files.writeString(file, record + record);

        assertThatThrownBy(() -> ExpectedTable.read(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("libs/a twice");
    }

    @Test
    void digestsTellContentAndNothingElseApart() {
        Item one = Item.of("a", set("x", "y")).with("b", AttributeValue.of(1));
        Item same = Item.of("b", AttributeValue.of(1)).with("a", set("y", "x"));
        Item list =
                Item.of("b", AttributeValue.of(1))
                        .with(
                                "a",
                                new AttributeValue.ListValue(
                                        List.of(AttributeValue.of("x"), AttributeValue.of("y"))));

        assertThat(ItemDigest.of(one)).isEqualTo(ItemDigest.of(same));
        assertThat(ItemDigest.of(one)).isNotEqualTo(ItemDigest.of(list));
        assertThat(ItemDigest.of(one))
                .isNotEqualTo(ItemDigest.of(one.with("b", AttributeValue.of("1"))));
    }

    @Test
    void theLongestGapLeavesOutPausesThatTheTourMade() {
        WriteClock clock = new WriteClock();
        clock.resume(0);
        clock.acknowledged(10);
        clock.acknowledged(25);
        clock.pause();
        clock.acknowledged(500);
        clock.resume(1000);
        clock.acknowledged(1012);

        assertThat(clock.longestNanos()).isEqualTo(15);
    }

    private static AttributeValue set(String... elements) {
        return new AttributeValue.StringSet(new LinkedHashSet<>(List.of(elements)));
    }
}
