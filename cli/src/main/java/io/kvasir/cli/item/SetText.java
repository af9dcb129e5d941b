package io.kvasir.cli.item;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.AttributeValue.NumberValue;
import io.kvasir.model.item.AttributeValue.StringValue;
import io.kvasir.model.item.Decimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Sets on a command line: JSON has none, so lists stand for them where only a set can be meant.
final class SetText {
    private SetText() {}

    /// A set where the text is a list or a set in DynamoDB's form, else what it says.
    ///
    /// @throws InvalidArgumentException where a list can be no set
    static AttributeValue orValue(String text) {
        AttributeValue value = JsonItems.readValueOrText(text);
        if (value instanceof ListValue(List<AttributeValue> elements)) {
            return set(elements);
        }
        if (value instanceof MapValue) {
            LinkedHashMap<String, AttributeValue> whole = new LinkedHashMap<>();
            whole.put("set", value);
            return java.util.Objects.requireNonNull(
                    JsonItems.item(new MapValue(whole), JsonFormat.DYNAMODB).get("set"));
        }
        return value;
    }

    private static AttributeValue set(List<AttributeValue> elements) {
        List<String> texts = new ArrayList<>();
        List<Decimal> numbers = new ArrayList<>();
        for (AttributeValue element : elements) {
            if (element instanceof StringValue(String text)) {
                texts.add(text);
            } else if (element instanceof NumberValue(Decimal number)) {
                numbers.add(number);
            }
        }
        if (elements.isEmpty()
                || (!texts.isEmpty() && !numbers.isEmpty())
                || texts.size() + numbers.size() < elements.size()) {
            throw new InvalidArgumentException(
                    "a list that stands for a set has strings only, or numbers only, and one at"
                            + " least");
        }
        return numbers.isEmpty()
                ? AttributeValue.setOfStrings(texts)
                : AttributeValue.setOfNumbers(numbers);
    }
}
