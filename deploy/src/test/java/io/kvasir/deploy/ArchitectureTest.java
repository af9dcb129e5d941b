package io.kvasir.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rules of docs/ARCHITECTURE.md that a compiler does not hold: which part may use which.
class ArchitectureTest {
    private static final String BASE = "io.kvasir.";

    /// Decide without acting: no clock, no dice, no threads, no I/O. Those not yet written are
    /// named too, so that they are held to it from their first day.
    private static final String[] PURE = {
        "io.kvasir.model..",
        "io.kvasir.node.partition..",
        "io.kvasir.node.assignment..",
        "io.kvasir.control.state..",
        "io.kvasir.control.placement..",
        "io.kvasir.control.operation..",
        "io.kvasir.control.health..",
        "io.kvasir.router.admission..",
        "io.kvasir.routing.transaction",
    };

    private static final String[] EFFECTS = {
        "java.io..",
        "java.net..",
        "java.nio.file..",
        "java.nio.channels..",
        "java.util.concurrent..",
        "io.grpc..",
        "io.netty..",
        "org.apache.ratis..",
        "org.rocksdb..",
    };

    /// A module and what it may use besides itself: the arrows, downward only.
    private enum Module {
        MODEL,
        PROTO(MODEL),
        RUNTIME(PROTO, MODEL),
        REPLICATION(MODEL),
        ROUTING(PROTO, MODEL),
        TESTKIT(REPLICATION, PROTO, MODEL),
        NODE(REPLICATION, RUNTIME, PROTO, MODEL),
        CONTROL(REPLICATION, RUNTIME, PROTO, MODEL),
        ROUTER(ROUTING, RUNTIME, PROTO, MODEL),
        CLIENT(ROUTING, PROTO, MODEL),
        CLI(NODE, CONTROL, ROUTER, CLIENT, ROUTING, RUNTIME, REPLICATION, PROTO, MODEL),
        CHAOS(CLI, NODE, TESTKIT, CLIENT, ROUTING, RUNTIME, REPLICATION, PROTO, MODEL),
        BENCH(CLI, CLIENT, PROTO, MODEL);

        @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
        private final List<Module> uses;

        Module(Module... uses) {
            this.uses = List.of(uses);
        }

        String packages() {
            return BASE + name().toLowerCase(java.util.Locale.ROOT) + "..";
        }
    }

    private static JavaClasses all;

    @BeforeAll
    static void importClasses() {
        all =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.kvasir");
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.kvasir.(**)")
                .should()
                .beFreeOfCycles()
                // A failed condition returns the item: the one type of `error` that stands above
                // `item`.
                .ignoreDependency(
                        resideInAPackage("io.kvasir.model.error"),
                        resideInAPackage("io.kvasir.model.item"))
                .check(all);
    }

    @TestFactory
    Stream<DynamicTest> arrowsPointDownward() {
        return Stream.of(Module.values())
                .map(module ->
                        DynamicTest.dynamicTest(module.packages(), () -> holdArrows(module)));
    }

    private static void holdArrows(Module module) {
        List<String> refused = new ArrayList<>();
        for (Module other : Module.values()) {
            if (other != module && !module.uses.contains(other)) {
                refused.add(other.packages());
            }
        }
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(refused.toArray(String[]::new))
                .allowEmptyShould(true)
                .check(all);
    }

    @Test
    void purePackagesActOnNothing() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EFFECTS)
                .check(all);
    }

    @Test
    void purePackagesReadNoClockAndThrowNoDice() {
        classes().that().resideInAnyPackage(PURE).should(new AskForNoTimeOrChance()).check(all);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(all);
    }

    @Test
    void onlyReplicationSeesRatis() {
        noClasses()
                .that(not(resideInAPackage("io.kvasir.replication..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis..")
                .check(all);
    }

    @Test
    void onlyTheNodeSeesRocksDb() {
        noClasses()
                .that(not(resideInAPackage("io.kvasir.node..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(all);
    }

    @Test
    void onlyTheCommandUsesTheTerminal() {
        noClasses()
                .that(
                        not(
                                resideInAnyPackage(
                                        "io.kvasir.cli..",
                                        "io.kvasir.examples..",
                                        "io.kvasir.testkit..")))
                .should()
                .accessField(System.class, "out")
                .check(all);
    }
}
