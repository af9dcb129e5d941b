package io.kvasir.proto;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.table.Capacity;
import io.kvasir.model.table.TableChange;
import io.kvasir.model.table.TableClass;
import io.kvasir.model.table.TableName;
import io.kvasir.model.table.TableSettings;
import io.kvasir.proto.v1.OnDemandCapacity;
import io.kvasir.proto.v1.ProvisionedCapacity;
import io.kvasir.proto.v1.Tag;
import io.kvasir.proto.v1.UpdateTableRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Tables' settings and changes of them, wire ↔ model.
public final class TableSettingsCodec {
    private TableSettingsCodec() {}

    public static io.kvasir.proto.v1.TableSettings toWire(TableSettings settings) {
        var wire =
                io.kvasir.proto.v1.TableSettings.newBuilder()
                        .setDeletionProtection(settings.deletionProtection())
                        .setTableClass(toWire(settings.tableClass()))
                        .setTimeToLiveAttribute(settings.timeToLiveAttribute().orElse(""));
        switch (settings.capacity()) {
            case Capacity.Provisioned provisioned -> wire.setProvisioned(toWire(provisioned));
            case Capacity.OnDemand onDemand -> wire.setOnDemand(toWire(onDemand));
        }
        settings.tags().forEach((key, value) -> wire.addTags(tag(key, value)));
        return wire.build();
    }

    /// @throws InvalidArgumentException where a value is not allowed
    public static TableSettings fromWire(io.kvasir.proto.v1.TableSettings wire) {
        Capacity capacity =
                switch (wire.getCapacityCase()) {
                    case PROVISIONED -> fromWire(wire.getProvisioned());
                    case ON_DEMAND -> fromWire(wire.getOnDemand());
                    case CAPACITY_NOT_SET -> Capacity.OnDemand.UNLIMITED;
                };
        return new TableSettings(
                capacity,
                wire.getDeletionProtection(),
                fromWire(wire.getTableClass()),
                Optional.of(wire.getTimeToLiveAttribute()).filter(name -> !name.isEmpty()),
                tags(wire.getTagsList()));
    }

    public static UpdateTableRequest toWire(TableName table, TableChange change) {
        UpdateTableRequest.Builder wire =
                UpdateTableRequest.newBuilder()
                        .setTable(table.value())
                        .addAllTagsRemoved(change.tagsRemoved());
        if (change.capacity().isPresent()) {
            switch (change.capacity().get()) {
                case Capacity.Provisioned provisioned -> wire.setProvisioned(toWire(provisioned));
                case Capacity.OnDemand onDemand -> wire.setOnDemand(toWire(onDemand));
            }
        }
        change.deletionProtection().ifPresent(wire::setDeletionProtection);
        change.tableClass().ifPresent(tableClass -> wire.setTableClass(toWire(tableClass)));
        change.timeToLiveAttribute().ifPresent(wire::setTimeToLiveAttribute);
        change.tagsPut().forEach((key, value) -> wire.addTagsPut(tag(key, value)));
        return wire.build();
    }

    /// @throws InvalidArgumentException where a value is not allowed
    public static TableChange fromWire(UpdateTableRequest wire) {
        Optional<Capacity> capacity =
                switch (wire.getCapacityCase()) {
                    case PROVISIONED -> Optional.of(fromWire(wire.getProvisioned()));
                    case ON_DEMAND -> Optional.of(fromWire(wire.getOnDemand()));
                    case CAPACITY_NOT_SET -> Optional.empty();
                };
        return new TableChange(
                capacity,
                wire.hasDeletionProtection()
                        ? Optional.of(wire.getDeletionProtection())
                        : Optional.empty(),
                wire.hasTableClass()
                        ? Optional.of(fromWire(wire.getTableClass()))
                        : Optional.empty(),
                wire.hasTimeToLiveAttribute()
                        ? Optional.of(wire.getTimeToLiveAttribute())
                        : Optional.empty(),
                tags(wire.getTagsPutList()),
                wire.getTagsRemovedList());
    }

    private static ProvisionedCapacity toWire(Capacity.Provisioned capacity) {
        return ProvisionedCapacity.newBuilder()
                .setReadUnits(capacity.readUnits())
                .setWriteUnits(capacity.writeUnits())
                .build();
    }

    private static OnDemandCapacity toWire(Capacity.OnDemand capacity) {
        return OnDemandCapacity.newBuilder()
                .setReadUnitsMax(capacity.readUnitsMax())
                .setWriteUnitsMax(capacity.writeUnitsMax())
                .build();
    }

    private static Capacity fromWire(ProvisionedCapacity wire) {
        return new Capacity.Provisioned(wire.getReadUnits(), wire.getWriteUnits());
    }

    private static Capacity fromWire(OnDemandCapacity wire) {
        return new Capacity.OnDemand(wire.getReadUnitsMax(), wire.getWriteUnitsMax());
    }

    private static io.kvasir.proto.v1.TableClass toWire(TableClass tableClass) {
        return switch (tableClass) {
            case STANDARD -> io.kvasir.proto.v1.TableClass.STANDARD;
            case STANDARD_INFREQUENT_ACCESS ->
                    io.kvasir.proto.v1.TableClass.STANDARD_INFREQUENT_ACCESS;
        };
    }

    private static TableClass fromWire(io.kvasir.proto.v1.TableClass wire) {
        return switch (wire) {
            case STANDARD_INFREQUENT_ACCESS -> TableClass.STANDARD_INFREQUENT_ACCESS;
            case STANDARD, UNRECOGNIZED -> TableClass.STANDARD;
        };
    }

    private static SequencedMap<String, String> tags(List<Tag> wire) {
        SequencedMap<String, String> tags = new LinkedHashMap<>();
        wire.forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        return tags;
    }

    private static Tag tag(String key, String value) {
        return Tag.newBuilder().setKey(key).setValue(value).build();
    }
}
