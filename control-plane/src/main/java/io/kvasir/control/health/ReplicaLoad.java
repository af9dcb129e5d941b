package io.kvasir.control.health;

/// What a replica has to do.
///
/// @param readUnits,writeUnits on the leader: a second, over the last seconds
/// @param notDivisible on the leader: why a split would not divide that; empty: it would, or there
///   is none
/// @param copiedBytes,copyBytes while the replica receives its first copy: how far that is, and
///   about how much it will be; 0: it receives none
/// @param settled on the leader: it has measured the units for so long that they no longer rise for
///   having been measured only since it leads
public record ReplicaLoad(
        double readUnits,
        double writeUnits,
        String notDivisible,
        long copiedBytes,
        long copyBytes,
        boolean settled) {
    public static final ReplicaLoad NONE = new ReplicaLoad(0, 0, "", 0, 0, true);
}
