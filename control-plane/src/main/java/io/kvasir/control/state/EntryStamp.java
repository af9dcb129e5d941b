package io.kvasir.control.state;

/// Where an entry of the log belongs: the term whose leader evaluated it, and its number within
/// that term, from 1. At any other place it is void, since it was evaluated on another state.
public record EntryStamp(long term, long number) {
    public static final EntryStamp NONE = new EntryStamp(0, 0);

    /// The stamp of the next entry evaluated in `inTerm`.
    public EntryStamp next(long inTerm) {
        return new EntryStamp(inTerm, inTerm == term ? number + 1 : 1);
    }
}
