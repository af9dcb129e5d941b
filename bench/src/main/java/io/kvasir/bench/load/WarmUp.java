package io.kvasir.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Windows before the measured one, until throughput stands still: what compilers and caches still
/// gain is not the store's speed.
public final class WarmUp {
    /// Windows that are compared.
    private static final int STEADY_WINDOWS = 3;

    /// How far apart the slowest and the fastest of them may be, as a part of the fastest.
    private static final double STEADY_SPREAD_MAX = 0.1;

    private final int windowsMax;

    /// @param windowsMax what does not stand still by then is measured as it is
    public WarmUp(int windowsMax) {
        this.windowsMax = windowsMax;
    }

    /// Measures one window.
    @FunctionalInterface
    public interface Source {
        Window next() throws InterruptedException;
    }

    /// @param perSecond throughput of each window
    /// @param isSteady whether it ended because throughput stood still
    public record Result(List<Double> perSecond, boolean isSteady) {}

    public Result run(Source windows) throws InterruptedException {
        List<Double> perSecond = new ArrayList<>();
        while (perSecond.size() < windowsMax && !isSteady(perSecond)) {
            perSecond.add(windows.next().operationsPerSecond());
        }
        return new Result(List.copyOf(perSecond), isSteady(perSecond));
    }

    static boolean isSteady(List<Double> perSecond) {
        int count = perSecond.size();
        if (count < STEADY_WINDOWS) {
            return false;
        }
        List<Double> last = perSecond.subList(count - STEADY_WINDOWS, count);
        double fastest = Collections.max(last);
        return fastest > 0 && fastest - Collections.min(last) <= STEADY_SPREAD_MAX * fastest;
    }
}
