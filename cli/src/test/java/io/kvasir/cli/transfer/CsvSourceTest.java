package io.kvasir.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvSourceTest {
    @Test
    void theFirstLineNamesTheAttributesAndEmptyCellsAreAbsent() throws IOException {
        List<SourceRecord> records = read("id,name\n1,Ann\n2,\n", Map.of("id", "N"));

        assertThat(items(records))
                .containsExactly(
                        Item.of("id", AttributeValue.of(1)).with("name", AttributeValue.of("Ann")),
                        Item.of("id", AttributeValue.of(2)));
    }

    @Test
    void quotedCellsMayHoldCommasQuotesAndLineBreaks() throws IOException {
        List<SourceRecord> records = read("id,t\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,d\r\n", Map.of());

        assertThat(items(records).getFirst().get("t")).isEqualTo(AttributeValue.of("a, \"b\"\nc"));
        assertThat(records.get(1).line()).isEqualTo(4);
    }

    @Test
    void aBadRecordIsReportedWithItsLineAndTheNextOneIsRead() throws IOException {
        List<SourceRecord> records = read("id,n\n1,x\n2,7\n3\n4,8\n", Map.of("n", "N"));

        assertThat(records).hasSize(4);
        assertThat(bad(records.get(0)).line()).isEqualTo(2);
        assertThat(bad(records.get(0)).reason()).contains("numeric");
        assertThat(bad(records.get(2)).line()).isEqualTo(4);
        assertThat(bad(records.get(2)).reason()).contains("1 cells", "2");
        assertThat(records.get(3)).isInstanceOf(SourceRecord.Good.class);
    }

    @Test
    void aColumnCanHoldJson() throws IOException {
        List<SourceRecord> records = read("id,tags\na,\"[\"\"x\"\",1]\"\n", Map.of("tags", "JSON"));

        assertThat(items(records).getFirst().get("tags"))
                .isEqualTo(
                        new AttributeValue.ListValue(
                                List.of(AttributeValue.of("x"), AttributeValue.of(1))));
    }

    @Test
    void aQuoteThatIsNeverClosedIsReported() throws IOException {
        List<SourceRecord> records = read("id\n\"a\n", Map.of());

        assertThat(bad(records.getFirst()).reason()).contains("quote is not closed");
    }

    @Test
    void columnsWithoutOrWithTheSameNameAreRefused() {
        assertThatThrownBy(() -> read("id,id\n1,2\n", Map.of()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("line 1");
    }

    private static List<SourceRecord> read(String text, Map<String, String> types)
            throws IOException {
        CsvSource source =
                new CsvSource(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), types);
        List<SourceRecord> records = new ArrayList<>();
        Optional<SourceRecord> record = source.next();
        while (record.isPresent()) {
            records.add(record.get());
            record = source.next();
        }
        return records;
    }

    private static List<Item> items(List<SourceRecord> records) {
        return records.stream().map(record -> ((SourceRecord.Good) record).item()).toList();
    }

    private static SourceRecord.Bad bad(SourceRecord record) {
        return (SourceRecord.Bad) record;
    }
}
