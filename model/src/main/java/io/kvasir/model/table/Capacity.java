package io.kvasir.model.table;

import io.kvasir.model.error.InvalidArgumentException;

/// How many read and write units a second a table may use.
public sealed interface Capacity {
    /// A table's own, reserved.
    record Provisioned(long readUnits, long writeUnits) implements Capacity {
        public Provisioned {
            if (readUnits < 1 || writeUnits < 1) {
                throw new InvalidArgumentException(
                        "provisioned capacity of "
                                + readUnits
                                + " read and "
                                + writeUnits
                                + " write units; each must be at least 1");
            }
        }
    }

    /// As it comes, up to a maximum.
    ///
    /// @param readUnitsMax 0: none
    /// @param writeUnitsMax 0: none
    record OnDemand(long readUnitsMax, long writeUnitsMax) implements Capacity {
        public static final OnDemand UNLIMITED = new OnDemand(0, 0);

        public OnDemand {
            if (readUnitsMax < 0 || writeUnitsMax < 0) {
                throw new InvalidArgumentException(
                        "on-demand maximum of "
                                + readUnitsMax
                                + " read and "
                                + writeUnitsMax
                                + " write units; none can be negative");
            }
        }
    }
}
