package io.kvasir.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JsonLinesSourceTest {
    @Test
    void emptyLinesAreSkippedAndLineNumbersStayThoseOfTheFile() throws IOException {
        JsonLinesSource source =
                source("\n{\"id\":\"a\"}\r\n\n{\"id\":\"b\"}".getBytes(StandardCharsets.UTF_8));

        SourceRecord first = source.next().orElseThrow();
        SourceRecord second = source.next().orElseThrow();

        assertThat(((SourceRecord.Good) first).item())
                .isEqualTo(Item.of("id", AttributeValue.of("a")));
        assertThat(first.line()).isEqualTo(2);
        assertThat(first.end()).isEqualTo(13);
        assertThat(second.line()).isEqualTo(4);
        assertThat(source.next()).isEmpty();
    }

    @Test
    void aLineThatIsNoJsonOrNoUtf8IsReportedWithItsReason() throws IOException {
        JsonLinesSource source = source(new byte[] {'{', '\n', '"', (byte) 0xFF, '"', '\n'});

        assertThat(source.next().orElseThrow())
                .isInstanceOfSatisfying(
                        SourceRecord.Bad.class,
                        bad -> assertThat(bad.reason()).startsWith("not JSON"));
        assertThat(source.next().orElseThrow())
                .isInstanceOfSatisfying(
                        SourceRecord.Bad.class,
                        bad -> assertThat(bad.reason()).contains("not UTF-8"));
    }

    @Test
    void aLineBeyondTheLimitIsReportedAndTheNextOneIsRead() throws IOException {
        byte[] text = new byte[TextLines.LINE_BYTES_MAX + 100];
        java.util.Arrays.fill(text, (byte) 'x');
        text[text.length - 12] = '\n';
        byte[] last = "{\"id\":\"a\"}\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(last, 0, text, text.length - last.length, last.length);
        JsonLinesSource source = source(text);

        assertThat(source.next().orElseThrow())
                .isInstanceOfSatisfying(
                        SourceRecord.Bad.class,
                        bad -> assertThat(bad.reason()).contains("longer than"));
        assertThat(source.next().orElseThrow()).isInstanceOf(SourceRecord.Good.class);
    }

    private static JsonLinesSource source(byte[] text) {
        return new JsonLinesSource(
                new ByteArrayInputStream(text), JsonFormat.AUTO, UnaryOperator.identity());
    }
}
