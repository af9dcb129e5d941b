package io.kvasir.replication.ratis;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/// Direct memory that is left for logs: each group's takes a write buffer for as long as it runs.
/// What the JVM lacks of it, it lacks on whichever thread asks next; so it is counted beforehand.
///
/// @param limitBytes what the process may take in all
/// @param usedBytes what it has taken, for whatever
/// @param groupBytes what one more group takes
record LogMemory(long limitBytes, LongSupplier usedBytes, long groupBytes) {
    /// One part in so many is not given to groups: transports, and the children of splits that are
    /// committed already, need some.
    private static final int RESERVE_PART = 16;

    static LogMemory ofProcess(RatisConfig config) {
        return new LogMemory(limit(), LogMemory::used, RatisSettings.writeBufferBytes(config));
    }

    /// How many more groups can be made while the reserve stays.
    int room() {
        return groups(limitBytes - limitBytes / RESERVE_PART);
    }

    /// Whether one more can be made, if need be of the reserve.
    boolean hasForOne() {
        return groups(limitBytes) > 0;
    }

    private int groups(long ofBytes) {
        return Math.clamp((ofBytes - usedBytes.getAsLong()) / groupBytes, 0, Integer.MAX_VALUE);
    }

    /// As much as heap where `-XX:MaxDirectMemorySize` says nothing.
    private static long limit() {
        long set =
                Long.parseLong(
                        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                                .getVMOption("MaxDirectMemorySize")
                                .getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }

    private static long used() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
