package io.kvasir.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Checks without which an answer can be wrong. Each can be switched off, for one purpose: to show
/// that tests notice. Only a system property of a process does it, such as
/// `-Dkvasir.unsafe.read-fence=true`, read once; servers say loudly that they run without.
public enum Safeguard {
    /// A strong read waits until a majority has confirmed the leader.
    READ_FENCE,
    /// An entry takes effect only in the term that it was evaluated in.
    TERM_CHECK,
    /// An entry takes effect only after the entry that it was evaluated after.
    ORDER_CHECK,
    /// A request and an entry count only under the epoch that the partition has.
    EPOCH_CHECK,
    /// A write under a known client request token is not done again.
    TOKEN_CHECK,
    /// An entry of the log is on the disk before it counts as held.
    LOG_SYNC,
    /// A map older than the one held is not taken.
    MAP_VERSION,
    /// The child of a split begins with what its parent held.
    CHILD_SEED;

    private static final String PROPERTY = "kvasir.unsafe.";

    private final boolean off = Boolean.getBoolean(property());

    /// The system property that switches it off.
    public String property() {
        return PROPERTY + word();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean isOff() {
        return off;
    }

    /// Those that are switched off in this process: none, in every process that is meant to keep
    /// data.
    public static List<Safeguard> switchedOff() {
        return Arrays.stream(values()).filter(Safeguard::isOff).toList();
    }
}
