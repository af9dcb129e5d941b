package io.kvasir.testkit.simulation;

import io.kvasir.replication.LogPosition;
import java.util.ArrayList;
import java.util.List;

/// What of one replica survives a crash: its term, and its log above `base`, of which entries above
/// `synced` are lost.
final class ReplicaDisk {
    private final List<LogEntry> entries = new ArrayList<>();
    private long term;
    private LogPosition base;
    private Configuration baseConfiguration;
    private long syncedIndex;

    ReplicaDisk(LogPosition base, Configuration configuration) {
        this.base = base;
        this.baseConfiguration = configuration;
        this.term = base.term();
        this.syncedIndex = base.index();
    }

    long term() {
        return term;
    }

    void setTerm(long newTerm) {
        if (newTerm < term) {
            throw new IllegalStateException("term " + term + " may not fall to " + newTerm);
        }
        term = newTerm;
    }

    LogPosition base() {
        return base;
    }

    long lastIndex() {
        return base.index() + entries.size();
    }

    LogPosition last() {
        return new LogPosition(termAt(lastIndex()), lastIndex());
    }

    long syncedIndex() {
        return syncedIndex;
    }

    void sync(long upTo) {
        syncedIndex = Math.max(syncedIndex, Math.min(upTo, lastIndex()));
    }

    boolean reaches(long index) {
        return index > base.index() && index <= lastIndex();
    }

    long termAt(long index) {
        return index == base.index() ? base.term() : entry(index).term();
    }

    LogEntry entry(long index) {
        return entries.get((int) (index - base.index() - 1));
    }

    /// Entries from `index` on, at most `count`.
    List<LogEntry> from(long index, int count) {
        int start = (int) (index - base.index() - 1);
        return List.copyOf(entries.subList(start, Math.min(entries.size(), start + count)));
    }

    void append(LogEntry entry) {
        entries.add(entry);
    }

    /// Drops `index` and everything above.
    void truncateFrom(long index) {
        entries.subList((int) (index - base.index() - 1), entries.size()).clear();
        syncedIndex = Math.min(syncedIndex, lastIndex());
    }

    /// The newest configuration in the log, committed or not.
    Configuration configuration() {
        return configurationAt(lastIndex());
    }

    Configuration configurationAt(long index) {
        for (long i = index; i > base.index(); i--) {
            if (entry(i) instanceof LogEntry.Reconfiguration change) {
                return change.configuration();
            }
        }
        return baseConfiguration;
    }

    /// Forgets entries up to `index`.
    void purgeUpTo(long index) {
        if (index <= base.index()) {
            return;
        }
        Configuration configuration = configurationAt(index);
        LogPosition newBase = new LogPosition(termAt(index), index);
        entries.subList(0, (int) (index - base.index())).clear();
        base = newBase;
        baseConfiguration = configuration;
    }

    /// A copy of the state at `position` came: the log begins there, with what followed it here
    /// where that is of the same history.
    void installed(LogPosition position, Configuration configuration) {
        if (reaches(position.index()) && termAt(position.index()) == position.term()) {
            purgeUpTo(position.index());
            return;
        }
        entries.clear();
        base = position;
        baseConfiguration = configuration;
        syncedIndex = position.index();
        term = Math.max(term, position.term());
    }

    void crash() {
        if (syncedIndex < lastIndex()) {
            truncateFrom(syncedIndex + 1);
        }
    }
}
