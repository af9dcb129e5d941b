package io.kvasir.sdk;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import software.amazon.awssdk.core.SdkBytes;

/// Items and values, the SDK's ↔ the model's.
final class SdkValues {
    private SdkValues() {}

    static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> toSdk(
            Item item) {
        return toSdk(item.attributes());
    }

    static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> toSdk(
            Map<String, AttributeValue> values) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk =
                new LinkedHashMap<>();
        values.forEach((name, value) -> sdk.put(name, toSdk(value)));
        return sdk;
    }

    static software.amazon.awssdk.services.dynamodb.model.AttributeValue toSdk(
            AttributeValue value) {
        var sdk = software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
        return switch (value) {
            case AttributeValue.StringValue(String text) -> sdk.s(text).build();
            case AttributeValue.NumberValue(Decimal number) -> sdk.n(number.toString()).build();
            case AttributeValue.BinaryValue(Bytes bytes) ->
                    sdk.b(SdkBytes.fromByteArray(bytes.array())).build();
            case AttributeValue.BoolValue(boolean bool) -> sdk.bool(bool).build();
            case AttributeValue.NullValue() -> sdk.nul(true).build();
            case AttributeValue.ListValue(var elements) ->
                    sdk.l(elements.stream().map(SdkValues::toSdk).toList()).build();
            case AttributeValue.MapValue(var entries) -> sdk.m(toSdk(entries)).build();
            case AttributeValue.StringSet(var elements) -> sdk.ss(elements).build();
            case AttributeValue.NumberSet(var elements) ->
                    sdk.ns(elements.stream().map(Decimal::toString).toList()).build();
            case AttributeValue.BinarySet(var elements) ->
                    sdk.bs(
                                    elements.stream()
                                            .map(bytes -> SdkBytes.fromByteArray(bytes.array()))
                                            .toList())
                            .build();
        };
    }

    static Item fromSdk(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk) {
        return new Item(valuesFromSdk(sdk));
    }

    private static SequencedMap<String, AttributeValue> valuesFromSdk(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk) {
        SequencedMap<String, AttributeValue> values = new LinkedHashMap<>();
        sdk.forEach((name, value) -> values.put(name, fromSdk(value)));
        return values;
    }

    private static AttributeValue fromSdk(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue sdk) {
        return switch (sdk.type()) {
            case S -> AttributeValue.of(sdk.s());
            case N -> AttributeValue.of(Decimal.parse(sdk.n()));
            case B -> AttributeValue.of(Bytes.ofOwned(sdk.b().asByteArray()));
            case BOOL -> AttributeValue.of(sdk.bool());
            case NUL -> new AttributeValue.NullValue();
            case L ->
                    new AttributeValue.ListValue(sdk.l().stream().map(SdkValues::fromSdk).toList());
            case M -> new AttributeValue.MapValue(valuesFromSdk(sdk.m()));
            case SS -> new AttributeValue.StringSet(new LinkedHashSet<>(sdk.ss()));
            case NS ->
                    new AttributeValue.NumberSet(
                            new LinkedHashSet<>(sdk.ns().stream().map(Decimal::parse).toList()));
            case BS ->
                    new AttributeValue.BinarySet(
                            new LinkedHashSet<>(
                                    sdk.bs().stream()
                                            .map(bytes -> Bytes.ofOwned(bytes.asByteArray()))
                                            .toList()));
            case UNKNOWN_TO_SDK_VERSION ->
                    throw new IllegalStateException("an attribute of no known type: " + sdk);
        };
    }

    static List<Item> fromSdk(
            List<Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>>
                    items) {
        return items.stream().map(SdkValues::fromSdk).toList();
    }
}
