package io.kvasir.router.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.router.dynamodb.operation.Operation;
import io.kvasir.router.dynamodb.operation.Operations;
import io.kvasir.router.dynamodb.operation.TableArn;
import io.kvasir.router.dynamodb.shape.Shape;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.loader.ModelAssembler;
import software.amazon.smithy.model.shapes.EnumShape;
import software.amazon.smithy.model.shapes.ListShape;
import software.amazon.smithy.model.shapes.MapShape;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.shapes.StructureShape;
import software.amazon.smithy.model.traits.LengthTrait;
import software.amazon.smithy.model.traits.RangeTrait;

/// Our shapes against AWS's published model of the service. Differences must be listed with their
/// reason.
class ServiceModelTest {
    private static final String NAMESPACE = "com.amazonaws.dynamodb";

    /// Where the service itself departs from its model, or we do with a reason.
    private static final Map<String, String> DEPARTURES =
            Map.ofEntries(
                    Map.entry(
                            "CreateTable.AttributeDefinitions required",
                            "the service asks for it, the model no longer does"),
                    Map.entry(
                            "CreateTable.KeySchema required",
                            "the service asks for it, the model no longer does"),
                    Map.entry(
                            "CreateTable.KeySchema length",
                            "the service allows two elements on a table"),
                    Map.entry(
                            "CreateTable.TableName length",
                            "a new table cannot be named by an ARN"),
                    Map.entry("BatchGetItem.RequestItems length", "the service words it otherwise"),
                    Map.entry(
                            "BatchGetItem.RequestItems.Keys length",
                            "the service words it otherwise"),
                    Map.entry(
                            "BatchWriteItem.RequestItems length",
                            "the service words it otherwise"));

    /// Structures that stand for something not supported: their members are not read.
    private static final Set<String> NOT_READ =
            Set.of(
                    "LocalSecondaryIndex",
                    "GlobalSecondaryIndex",
                    "VectorIndex",
                    "WarmThroughput",
                    "GlobalSecondaryIndexUpdate",
                    "ReplicationGroupUpdate",
                    "GlobalTableWitnessGroupUpdate",
                    "VectorIndexUpdate");

    /// Members that no request is refused for: they belong to something not supported.
    private static final Set<String> NOT_CHECKED =
            Set.of(
                    "GlobalTableSourceArn",
                    "GlobalTableSettingsReplicationMode",
                    "MultiRegionConsistency");

    private static final Operations OPERATIONS = operations();
    private static Model model;

    private final List<String> differences = new ArrayList<>();

    @BeforeAll
    static void load() {
        URL json =
                ServiceModelTest.class.getResource(
                        "/META-INF/smithy/2012-08-10/dynamodb-2012-08-10.json");
        model =
                Model.assembler()
                        .putProperty(ModelAssembler.ALLOW_UNKNOWN_TRAITS, true)
                        .addImport(java.util.Objects.requireNonNull(json))
                        .assemble()
                        .unwrap();
    }

    private static Operations operations() {
        MemoryCluster cluster = new MemoryCluster();
        return Operations.of(cluster, cluster, TableArn.DEFAULT, Duration.ofSeconds(1));
    }

    static Stream<String> answered() {
        return OPERATIONS.names().stream().sorted();
    }

    @Test
    void everyOperationIsAnsweredOrListedAsNotSupported() {
        Set<String> all = new TreeSet<>();
        model.shapes(OperationShape.class)
                .filter(operation -> operation.getId().getNamespace().equals(NAMESPACE))
                .forEach(operation -> all.add(operation.getId().getName()));
        Set<String> known = new TreeSet<>(OPERATIONS.names());
        known.addAll(Operations.NOT_SUPPORTED);

        assertThat(all).hasSize(58);
        assertThat(known).isEqualTo(all);
        assertThat(OPERATIONS.names()).doesNotContainAnyElementsOf(Operations.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @MethodSource("answered")
    void aRequestHasTheModelsMembersAndConstraints(String name) {
        Operation operation = java.util.Objects.requireNonNull(OPERATIONS.find(name));
        OperationShape modelled =
                model.expectShape(ShapeId.fromParts(NAMESPACE, name), OperationShape.class);
        StructureShape input = model.expectShape(modelled.getInputShape(), StructureShape.class);

        structure(operation.input(), input, name);

        differences.removeIf(DEPARTURES::containsKey);
        assertThat(differences).isEmpty();
    }

    private void structure(Shape.Structure ours, StructureShape theirs, String at) {
        if (NOT_READ.contains(ours.name())) {
            return;
        }
        Set<String> names = new TreeSet<>();
        ours.members().forEach(member -> names.add(member.name()));
        for (String name : new TreeSet<>(theirs.getMemberNames())) {
            Shape.@Nullable Member member = ours.member(name);
            if (member == null) {
                differences.add(at + "." + name + " missing");
            } else {
                member(member, theirs.getMember(name).orElseThrow(), at + "." + name);
            }
            names.remove(name);
        }
        names.forEach(name -> differences.add(at + "." + name + " unknown"));
    }

    private void member(Shape.Member ours, MemberShape theirs, String at) {
        if (ours.required() != theirs.isRequired()) {
            differences.add(at + " required");
        }
        if (!NOT_CHECKED.contains(ours.name())) {
            shape(ours.shape(), model.expectShape(theirs.getTarget()), at);
        }
    }

    private void shape(Shape ours, software.amazon.smithy.model.shapes.Shape theirs, String at) {
        switch (ours) {
            case Shape.Text text -> text(text, theirs, at);
            case Shape.Flag _ -> expect(theirs.isBooleanShape(), at + " type");
            case Shape.Whole whole -> {
                expect(
                        whole.kind().equals("Integer")
                                ? theirs.isIntegerShape()
                                : theirs.isLongShape(),
                        at + " type");
                range(whole, theirs, at);
            }
            case Shape.Fraction _ -> expect(theirs.isDoubleShape(), at + " type");
            case Shape.Bytes _ -> expect(theirs.isBlobShape(), at + " type");
            case Shape.Attribute _ ->
                    expect(theirs.getId().getName().equals("AttributeValue"), at + " type");
            case Shape.Attributes _ -> expect(theirs.isMapShape(), at + " type");
            case Shape.Elements list -> {
                expect(theirs.isListShape(), at + " type");
                length(list.lengthMin(), list.lengthMax(), theirs, at);
                if (theirs instanceof ListShape elements) {
                    shape(list.element(), model.expectShape(elements.getMember().getTarget()), at);
                }
            }
            case Shape.Entries map -> {
                expect(theirs.isMapShape(), at + " type");
                length(map.lengthMin(), -1, theirs, at);
                if (theirs instanceof MapShape entries) {
                    shape(map.value(), model.expectShape(entries.getValue().getTarget()), at);
                }
            }
            case Shape.Structure structure -> {
                expect(theirs.isStructureShape(), at + " type");
                expect(structure.name().equals(theirs.getId().getName()), at + " name");
                if (theirs instanceof StructureShape members) {
                    structure(structure, members, at);
                }
            }
        }
    }

    private void text(
            Shape.Text ours, software.amazon.smithy.model.shapes.Shape theirs, String at) {
        expect(theirs.isStringShape() || theirs.isEnumShape(), at + " type");
        Set<String> values =
                theirs instanceof EnumShape choice
                        ? new TreeSet<>(choice.getEnumValues().values())
                        : Set.of();
        expect(new TreeSet<>(ours.oneOf()).equals(new TreeSet<>(values)), at + " values");
        if (!ours.arnAllowed()) {
            length(ours.lengthMin(), ours.lengthMax(), theirs, at);
        }
    }

    private void length(
            int min, int max, software.amazon.smithy.model.shapes.Shape theirs, String at) {
        long modelledMin =
                theirs.getTrait(LengthTrait.class).flatMap(LengthTrait::getMin).orElse(-1L);
        long modelledMax =
                theirs.getTrait(LengthTrait.class).flatMap(LengthTrait::getMax).orElse(-1L);
        boolean sameMin = min == modelledMin || (min <= 0 && modelledMin <= 0);
        boolean sameMax = max == modelledMax || at.endsWith("AttributesToGet");
        expect(sameMin && sameMax, at + " length");
    }

    private void range(
            Shape.Whole ours, software.amazon.smithy.model.shapes.Shape theirs, String at) {
        RangeTrait range = theirs.getTrait(RangeTrait.class).orElse(null);
        boolean sameMin =
                range == null
                        || range.getMin().isEmpty()
                        || range.getMin().get().longValueExact() == ours.min();
        boolean sameMax =
                range == null
                        || range.getMax().isEmpty()
                        || range.getMax().get().longValueExact() == ours.max();
        expect(sameMin && sameMax, at + " range");
    }

    private void expect(boolean same, String difference) {
        if (!same) {
            differences.add(difference);
        }
    }
}
