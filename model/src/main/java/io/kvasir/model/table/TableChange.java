package io.kvasir.model.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A change of a table's settings: what is named changes, the rest stays, so that two changes of
/// different things both hold.
///
/// @param timeToLiveAttribute an empty name takes it away
/// @param tagsPut added, or replaced where the key is there
/// @param tagsRemoved keys; those that are not there are passed over
public record TableChange(
        Optional<Capacity> capacity,
        Optional<Boolean> deletionProtection,
        Optional<TableClass> tableClass,
        Optional<String> timeToLiveAttribute,
        SequencedMap<String, String> tagsPut,
        List<String> tagsRemoved) {
    public static final TableChange NONE =
            new TableChange(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new LinkedHashMap<>(),
                    List.of());

    public TableChange {
        tagsPut = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tagsPut));
        tagsRemoved = List.copyOf(tagsRemoved);
    }

    public static TableChange ofTags(SequencedMap<String, String> put, List<String> removed) {
        return new TableChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                put,
                removed);
    }

    public static TableChange ofTimeToLive(String attribute) {
        return new TableChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(attribute),
                new LinkedHashMap<>(),
                List.of());
    }

    /// @throws io.kvasir.model.error.InvalidArgumentException where the outcome cannot be
    public TableSettings appliedTo(TableSettings settings) {
        SequencedMap<String, String> tags = new LinkedHashMap<>(settings.tags());
        tagsRemoved.forEach(tags::remove);
        tags.putAll(tagsPut);
        return new TableSettings(
                capacity.orElse(settings.capacity()),
                deletionProtection.orElse(settings.deletionProtection()),
                tableClass.orElse(settings.tableClass()),
                timeToLiveAttribute.isPresent()
                        ? timeToLiveAttribute.filter(name -> !name.isEmpty())
                        : settings.timeToLiveAttribute(),
                tags);
    }
}
