package io.kvasir.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.proto.v1.BinarySet;
import io.kvasir.proto.v1.ListValue;
import io.kvasir.proto.v1.MapValue;
import io.kvasir.proto.v1.StringSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Items and attribute values, wire ↔ model.
public final class ItemCodec {
    private ItemCodec() {}

    public static io.kvasir.proto.v1.Item toWire(Item item) {
        var wire = io.kvasir.proto.v1.Item.newBuilder();
        item.attributes().forEach((name, value) -> wire.putAttributes(name, toWire(value)));
        return wire.build();
    }

    /// The bytes that are stored and that `bytes` fields of the internal protocol carry.
    public static ByteString toBytes(Item item) {
        return toWire(item).toByteString();
    }

    /// @throws InvalidArgumentException where a value is absent, a number is none, or a set is
    ///   empty or has duplicates
    public static Item fromWire(io.kvasir.proto.v1.Item wire) {
        return new Item(fromWire(wire.getAttributesMap()));
    }

    /// @throws InvalidArgumentException where the bytes are no item
    public static Item fromBytes(ByteString bytes) {
        try {
            return fromWire(io.kvasir.proto.v1.Item.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidArgumentException("Not an item: " + e.getMessage());
        }
    }

    public static io.kvasir.proto.v1.AttributeValue toWire(AttributeValue value) {
        var wire = io.kvasir.proto.v1.AttributeValue.newBuilder();
        switch (value) {
            case AttributeValue.StringValue text -> wire.setS(text.value());
            case AttributeValue.NumberValue number -> wire.setN(number.value().toString());
            case AttributeValue.BinaryValue binary -> wire.setB(toWire(binary.value()));
            case AttributeValue.BoolValue bool -> wire.setBool(bool.value());
            case AttributeValue.NullValue none -> wire.setNull(true);
            case AttributeValue.ListValue list -> {
                ListValue.Builder elements = ListValue.newBuilder();
                list.elements().forEach(element -> elements.addElements(toWire(element)));
                wire.setL(elements);
            }
            case AttributeValue.MapValue map -> {
                MapValue.Builder entries = MapValue.newBuilder();
                map.entries().forEach((name, entry) -> entries.putEntries(name, toWire(entry)));
                wire.setM(entries);
            }
            case AttributeValue.StringSet set ->
                    wire.setSs(StringSet.newBuilder().addAllElements(set.elements()));
            case AttributeValue.NumberSet set -> {
                StringSet.Builder elements = StringSet.newBuilder();
                set.elements().forEach(element -> elements.addElements(element.toString()));
                wire.setNs(elements);
            }
            case AttributeValue.BinarySet set -> {
                BinarySet.Builder elements = BinarySet.newBuilder();
                set.elements().forEach(element -> elements.addElements(toWire(element)));
                wire.setBs(elements);
            }
        }
        return wire.build();
    }

    public static Map<String, io.kvasir.proto.v1.AttributeValue> toWire(
            Map<String, AttributeValue> values) {
        LinkedHashMap<String, io.kvasir.proto.v1.AttributeValue> wire = new LinkedHashMap<>();
        values.forEach((name, value) -> wire.put(name, toWire(value)));
        return wire;
    }

    public static SequencedMap<String, AttributeValue> fromWire(
            Map<String, io.kvasir.proto.v1.AttributeValue> wire) {
        LinkedHashMap<String, AttributeValue> values = new LinkedHashMap<>();
        wire.forEach((name, value) -> values.put(name, fromWire(value)));
        return values;
    }

    /// @throws InvalidArgumentException as for a whole item
    public static AttributeValue fromWire(io.kvasir.proto.v1.AttributeValue wire) {
        return switch (wire.getValueCase()) {
            case S -> new AttributeValue.StringValue(wire.getS());
            case N -> new AttributeValue.NumberValue(Decimal.parse(wire.getN()));
            case B -> new AttributeValue.BinaryValue(fromWire(wire.getB()));
            case BOOL -> new AttributeValue.BoolValue(wire.getBool());
            case NULL -> new AttributeValue.NullValue();
            case L -> {
                List<AttributeValue> elements = new ArrayList<>(wire.getL().getElementsCount());
                wire.getL().getElementsList().forEach(element -> elements.add(fromWire(element)));
                yield new AttributeValue.ListValue(elements);
            }
            case M -> new AttributeValue.MapValue(fromWire(wire.getM().getEntriesMap()));
            case SS -> AttributeValue.setOfStrings(wire.getSs().getElementsList());
            case NS ->
                    AttributeValue.setOfNumbers(
                            wire.getNs().getElementsList().stream().map(Decimal::parse).toList());
            case BS ->
                    AttributeValue.setOfBinaries(
                            wire.getBs().getElementsList().stream()
                                    .map(ItemCodec::fromWire)
                                    .toList());
            case VALUE_NOT_SET ->
                    throw new InvalidArgumentException(
                            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        };
    }

    public static ByteString toWire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    public static Bytes fromWire(ByteString bytes) {
        return Bytes.ofOwned(bytes.toByteArray());
    }
}
