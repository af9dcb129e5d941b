package io.kvasir.testkit;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Runs a random test over fixed seeds and a fresh one; a failure names the command that replays
/// it.
///
/// `-Dkvasir.seed=0x…` runs that seed alone; `-Dkvasir.seed.runs=N` sets how many run.
public final class Seeds {
    public static final String SEED_PROPERTY = "kvasir.seed";
    public static final String RUNS_PROPERTY = "kvasir.seed.runs";

    /// One run of a random test.
    @FunctionalInterface
    public interface Run {
        void on(Seed seed) throws Exception;
    }

    private Seeds() {}

    /// Runs `test` over `runs` seeds: all fixed but the last, which is fresh.
    ///
    /// @throws AssertionError the first failure, with its seed and replay command, caused by the
    ///   test's own
    public static void each(int runs, Run test) {
        Site site = callSite();
        @Nullable String given = System.getProperty(SEED_PROPERTY);
        if (given != null) {
            run(site, Seed.parse(given), test);
            return;
        }
        int wanted = Integer.getInteger(RUNS_PROPERTY, runs);
        Seed fixed = new Seed(0).fork(site.test());
        for (int i = 0; i < wanted - 1; i++) {
            run(site, fixed.fork(i), test);
        }
        run(site, new Seed(System.nanoTime()).fork("fresh"), test);
    }

    private static void run(Site site, Seed seed, Run test) {
        try {
            test.on(seed);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(
                    "failed with seed " + seed + "; replay:\n  " + site.replay(seed), e);
        }
    }

    /// Where a random test stands.
    private record Site(String module, String testClass, String method) {
        String test() {
            return testClass + "#" + method;
        }

        String replay(Seed seed) {
            return "./mvnw test -pl "
                    + module
                    + " -am -Dtest='"
                    + test()
                    + "' -Dsurefire.failIfNoSpecifiedTests=false -D"
                    + SEED_PROPERTY
                    + "="
                    + seed;
        }
    }

    private static Site callSite() {
        StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        return walker.walk(frames ->
                frames.filter(frame -> frame.getDeclaringClass() != Seeds.class)
                        .findFirst()
                        .map(frame ->
                                new Site(
                                        moduleOf(frame.getDeclaringClass()),
                                        outermost(frame.getDeclaringClass()).getSimpleName(),
                                        frame.getMethodName()))
                        .orElseThrow());
    }

    private static Class<?> outermost(Class<?> type) {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        return outer;
    }

    /// The folder above `target/test-classes`, or a placeholder where the class is in a jar.
    private static String moduleOf(Class<?> type) {
        try {
            Path classes =
                    Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (@Nullable Path path = classes; path != null; path = path.getParent()) {
                if (path.endsWith("target") && path.getParent() != null) {
                    return String.valueOf(path.getParent().getFileName());
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class was loaded from no valid place", e);
        }
        return "MODULE";
    }
}
