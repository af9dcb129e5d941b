package io.kvasir.deploy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/// Time and dice are arguments in pure code: it calls nothing that makes either.
final class AskForNoTimeOrChance extends ArchCondition<JavaClass> {
    private static final Set<String> REFUSED_METHODS =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.Math.random",
                    "java.lang.Thread.sleep",
                    "java.util.UUID.randomUUID",
                    "java.util.Collections.shuffle",
                    "java.util.random.RandomGenerator.getDefault",
                    "java.util.random.RandomGenerator.of");
    private static final Set<String> REFUSED_CONSTRUCTORS =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom");

    AskForNoTimeOrChance() {
        super("take time and chance as arguments");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
            String owner = call.getTargetOwner().getName();
            String method = owner + "." + call.getName();
            boolean readsClock = owner.startsWith("java.time.") && call.getName().equals("now");
            if (readsClock || REFUSED_METHODS.contains(method)) {
                events.add(SimpleConditionEvent.violated(type, call.getDescription()));
            }
        }
        type.getConstructorCallsFromSelf().stream()
                .filter(call -> REFUSED_CONSTRUCTORS.contains(call.getTargetOwner().getName()))
                .forEach(call ->
                        events.add(SimpleConditionEvent.violated(type, call.getDescription())));
    }
}
