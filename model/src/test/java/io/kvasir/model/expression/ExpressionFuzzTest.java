package io.kvasir.model.expression;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Coverage-guided search for a text that does more than be refused. The build only repeats the
/// inputs kept in `ExpressionFuzzTestInputs`; `JAZZER_FUZZ=1 ./mvnw test -pl model
/// -Dtest=ExpressionFuzzTest` searches for more.
class ExpressionFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void noTextDoesMoreThanBeRefused(FuzzedDataProvider data) {
        RandomGenerator dice =
                RandomGeneratorFactory.of("L64X128MixRandom").create(data.consumeLong());
        ExpressionTextTest.tryAll(data.consumeRemainingAsString(), dice);
    }
}
