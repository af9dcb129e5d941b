package io.kvasir.model.table;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// What of a table can be changed while it serves.
///
/// @param deletionProtection it cannot be deleted until this is taken away
/// @param timeToLiveAttribute the attribute that says when an item expires; empty: none does
/// @param tags at most 50
public record TableSettings(
        Capacity capacity,
        boolean deletionProtection,
        TableClass tableClass,
        Optional<String> timeToLiveAttribute,
        SequencedMap<String, String> tags) {
    public static final TableSettings DEFAULT =
            new TableSettings(
                    Capacity.OnDemand.UNLIMITED,
                    false,
                    TableClass.STANDARD,
                    Optional.empty(),
                    new LinkedHashMap<>());

    public TableSettings {
        if (tags.size() > Limits.TAGS_MAX) {
            throw new InvalidArgumentException(
                    "A table has " + tags.size() + " tags; the limit is " + Limits.TAGS_MAX);
        }
        tags = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tags));
    }

    public TableSettings withCapacity(Capacity wanted) {
        return new TableSettings(wanted, deletionProtection, tableClass, timeToLiveAttribute, tags);
    }

    public TableSettings withDeletionProtection(boolean wanted) {
        return new TableSettings(capacity, wanted, tableClass, timeToLiveAttribute, tags);
    }

    public TableSettings withTableClass(TableClass wanted) {
        return new TableSettings(capacity, deletionProtection, wanted, timeToLiveAttribute, tags);
    }

    public TableSettings withTags(SequencedMap<String, String> wanted) {
        return new TableSettings(
                capacity, deletionProtection, tableClass, timeToLiveAttribute, wanted);
    }
}
