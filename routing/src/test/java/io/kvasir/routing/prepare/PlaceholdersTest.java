package io.kvasir.routing.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.routing.request.Substitutions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    @Test
    void anExpressionTravelsWithThePlaceholdersItUsesAndNoOthers() {
        Substitutions all =
                new Substitutions(
                        Map.of("#a", "alpha", "#ab", "beta", "#unused", "gamma"),
                        Map.of(":v", AttributeValue.of(1), ":vv", AttributeValue.of(2)));
        var sent = Placeholders.expression("#a.x[0] = :v AND size(#ab)<:v", all);
        assertThat(sent.getNamesMap()).containsOnlyKeys("#a", "#ab");
        assertThat(sent.getValuesMap()).containsOnlyKeys(":v");
        assertThat(sent.getText()).isEqualTo("#a.x[0] = :v AND size(#ab)<:v");
    }
}
