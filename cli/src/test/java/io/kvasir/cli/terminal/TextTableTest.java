package io.kvasir.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAlignedUnderTheirHeadings() {
        String text =
                new TextTable(List.of("name", "n"))
                        .row(List.of("a", "100"))
                        .row(List.of("longer", "2"))
                        .rendered(0);

        assertThat(text)
                .isEqualTo(
                        """
                        name    n
                        ──────  ───
                        a       100
                        longer  2
                        """);
    }

    @Test
    void theWidestColumnGivesWayOnANarrowScreen() {
        String text =
                new TextTable(List.of("id", "text")).row(List.of("1", "x".repeat(50))).rendered(20);

        assertThat(text.lines()).allMatch(line -> line.length() <= 20);
        assertThat(text).contains("1   " + "x".repeat(15) + "…");
    }

    @Test
    void controlCharactersCannotReachTheTerminal() {
        String text = new TextTable(List.of("v")).row(List.of("a\u001b[2J\nb")).rendered(0);

        assertThat(text).contains("a·[2J·b").doesNotContain("\u001b");
    }
}
