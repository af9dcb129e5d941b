package io.kvasir.model.expression;

import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What parsing, binding and evaluating cost, in time and in bytes: `./mvnw test -pl model -Pbench
/// -DskipTests`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExpressionBenchmark {
    private static final String CONDITION =
            "attribute_exists(id) AND #state = :open AND price BETWEEN :low AND :high";
    private static final String UPDATE =
            "SET #state = :open, doc.visits = doc.visits + :low, tags[0] = :open REMOVE gone";
    private static final String KEYS = "id = :open AND price > :low";
    private static final String STATEMENT =
            "UPDATE \"things\" SET doc.visits = doc.visits + ? WHERE id = '4711' AND state = 'open'";
    private static final String PROJECTION = "id, doc.visits, tags[1], #state";

    private final Map<String, String> names = Map.of("#state", "state");
    private final Map<String, AttributeValue> values = values();
    private final Item item = item();
    private final ConditionExpression parsedCondition = ConditionExpression.parse(CONDITION);
    private final UpdateExpression parsedUpdate = UpdateExpression.parse(UPDATE);
    private final ProjectionExpression parsedProjection = ProjectionExpression.parse(PROJECTION);
    private final BoundCondition boundCondition = parsedCondition.bind(given());
    private final BoundUpdate boundUpdate = parsedUpdate.bind(given());
    private final Projection boundProjection = parsedProjection.bind(given());

    private static Map<String, AttributeValue> values() {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":open", AttributeValue.of("open"));
        values.put(":low", AttributeValue.of(1));
        values.put(":high", AttributeValue.of(1000));
        return values;
    }

    private static Item item() {
        LinkedHashMap<String, AttributeValue> doc = new LinkedHashMap<>();
        doc.put("visits", AttributeValue.of(41));
        doc.put("title", AttributeValue.of("a title"));
        Item item =
                Item.of("id", AttributeValue.of("4711"))
                        .with("state", AttributeValue.of("open"))
                        .with("price", AttributeValue.of(99))
                        .with("gone", AttributeValue.of(true))
                        .with(
                                "tags",
                                new AttributeValue.ListValue(
                                        List.of(AttributeValue.of("x"), AttributeValue.of("y"))))
                        .with("doc", new AttributeValue.MapValue(doc));
        for (int i = 0; i < 10; i++) {
            item = item.with("attribute" + i, AttributeValue.of("value of attribute " + i));
        }
        return item;
    }

    private Substitutions given() {
        return Substitutions.of(names, values);
    }

    @Benchmark
    public Object conditionParse() {
        return ConditionExpression.parse(CONDITION);
    }

    @Benchmark
    public Object conditionBind() {
        return parsedCondition.bind(given());
    }

    @Benchmark
    public boolean conditionTest() {
        return boundCondition.test(item);
    }

    @Benchmark
    public Object updateParse() {
        return UpdateExpression.parse(UPDATE);
    }

    @Benchmark
    public Object updateBind() {
        return parsedUpdate.bind(given());
    }

    @Benchmark
    public Object updateApply() {
        return boundUpdate.apply(item);
    }

    @Benchmark
    public Object keyConditionParse() {
        return KeyConditionExpression.parse(KEYS);
    }

    @Benchmark
    public Object statementParse() {
        return Statement.parse(STATEMENT, List.of(AttributeValue.of(1)));
    }

    @Benchmark
    public Object projectionParse() {
        return ProjectionExpression.parse(PROJECTION);
    }

    @Benchmark
    public Object projectionBind() {
        return parsedProjection.bind(given());
    }

    @Benchmark
    public Object projectionProject() {
        return boundProjection.project(item);
    }
}
