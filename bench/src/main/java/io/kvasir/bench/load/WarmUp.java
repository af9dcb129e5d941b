package io.kvasir.bench.load;

import java.util.ArrayList;
import java.util.List;

/// Windows before the measured one, until they no longer rise: what compilers and caches still gain
/// is not the store's speed. They are compared by operations per server CPU-second, where that is
/// known: on a machine that others use too, throughput alone never stands still.
public final class WarmUp {
    /// The median of so many windows is compared with that of as many before them. A few alike in a
    /// row say nothing: compilers are at work for minutes, and windows differ by more than they
    /// gain in a second.
    static final int STEADY_WINDOWS = 30;

    /// How far apart the two may be, as a part of the greater.
    private static final double STEADY_GAIN_MAX = 0.03;

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
    /// @param isSteady whether it ended because windows no longer rose
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
        if (count < 2 * STEADY_WINDOWS) {
            return false;
        }
        double before = median(windows.subList(count - 2 * STEADY_WINDOWS, count - STEADY_WINDOWS));
        double last = median(windows.subList(count - STEADY_WINDOWS, count));
        double greater = Math.max(before, last);
        return greater > 0 && Math.abs(last - before) <= STEADY_GAIN_MAX * greater;
    }

    private static double median(List<Double> windows) {
        return windows.stream().sorted().skip(windows.size() / 2).findFirst().orElseThrow();
    }
}
