package io.kvasir.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Windows before the measured one, until they are alike: what compilers and caches still gain is
/// not the store's speed. They are compared by operations per server CPU-second, where that is
/// known: on a machine that others use too, throughput alone never stands still.
public final class WarmUp {
    /// Windows that are compared.
    private static final int STEADY_WINDOWS = 4;

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
    /// @param perServerCpuSecond operations of each window
    /// @param isSteady whether it ended because windows were alike
    public record Result(
            List<Double> perSecond, List<Double> perServerCpuSecond, boolean isSteady) {}

    public Result run(Source windows) throws InterruptedException {
        List<Double> perSecond = new ArrayList<>();
        List<Double> perCpuSecond = new ArrayList<>();
        boolean steady = false;
        while (perSecond.size() < windowsMax && !steady) {
            Window window = windows.next();
            perSecond.add(window.operationsPerSecond());
            perCpuSecond.add(window.operationsPerServerCpuSecond());
            steady = isSteady(window.serverCpu().isZero() ? perSecond : perCpuSecond);
        }
        return new Result(List.copyOf(perSecond), List.copyOf(perCpuSecond), steady);
    }

    static boolean isSteady(List<Double> windows) {
        int count = windows.size();
        if (count < STEADY_WINDOWS) {
            return false;
        }
        List<Double> last = windows.subList(count - STEADY_WINDOWS, count);
        double fastest = Collections.max(last);
        return fastest > 0 && fastest - Collections.min(last) <= STEADY_SPREAD_MAX * fastest;
    }
}
