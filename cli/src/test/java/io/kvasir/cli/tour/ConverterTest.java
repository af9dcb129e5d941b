package io.kvasir.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The converter that ships with the examples.
class ConverterTest {
    @Test
    void relationsBecomeListsAndSizesNumbers() throws Exception {
        Item item =
                convert(
                                """
                                Package: 0ad
                                Version: 0.0.26-3
                                Section: games
                                Installed-Size: 28591
                                Depends: 0ad-data (>= 0.0.26), libc6 (>= 2.34) | libc7,
                                 zlib1g
                                """)
                        .getFirst();

        assertThat(item.get("Section")).isEqualTo(AttributeValue.of("games"));
        assertThat(item.get("Installed-Size")).isEqualTo(AttributeValue.of(Decimal.of(28591)));
        assertThat(item.get("Depends"))
                .isEqualTo(
                        new AttributeValue.ListValue(
                                List.of(
                                        AttributeValue.of("0ad-data (>= 0.0.26)"),
                                        AttributeValue.of("libc6 (>= 2.34) | libc7"),
                                        AttributeValue.of("zlib1g"))));
    }

    @Test
    void textKeepsItsLinesQuotesBackslashesAndLetters() throws Exception {
        Item item =
                convert(
                                """
                                Package: a
                                Description: a "q" \\ \t é
                                 second
                                 .
                                 fourth
                                """)
                        .getFirst();

        assertThat(item.get("Description"))
                .isEqualTo(AttributeValue.of("a \"q\" \\ \t é\nsecond\n\nfourth"));
    }

    @Test
    void aRecordWithoutASectionIsUnknown() throws Exception {
        assertThat(convert("Package: a\nVersion: 1\n").getFirst().get("Section"))
                .isEqualTo(AttributeValue.of("unknown"));
    }

    @Test
    void furtherRecordsOfOneKeyAreListedInTheFirst() throws Exception {
        List<Item> items =
                convert(
                        """
                        Package: a
                        Version: 2
                        Architecture: amd64
                        Section: libs

                        Package: b
                        Version: 1
                        Section: libs

                        Package: a
                        Version: 1
                        Architecture: i386
                        Section: libs

                        Package: a
                        Version: 2
                        Section: oldlibs
                        """);

        assertThat(items).hasSize(3);
        assertThat(items.getFirst().get("Version")).isEqualTo(AttributeValue.of("2"));
        assertThat(items.getFirst().get("OtherVersions"))
                .isEqualTo(new AttributeValue.ListValue(List.of(AttributeValue.of("1 i386"))));
    }

    private static List<Item> convert(String records) throws Exception {
        Path script =
                Path.of(
                        System.getProperty("kvasir.home"),
                        "examples/debian-packages/packages-to-jsonl");
        Process process = new ProcessBuilder(script.toString()).start();
        process.getOutputStream().write(records.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().map(line -> JsonItems.read(line, JsonFormat.AUTO)).toList();
    }
}
