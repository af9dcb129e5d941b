package io.kvasir.control.placement.plan;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The nodes that a replica may be made on and that have memory for it, by zone and by how many
/// they hold. A choice looks at the first few of each zone, however many nodes there are.
public final class Targets {
    private static final Comparator<Place> EMPTIEST_FIRST =
            Comparator.comparingInt(Place::replicas).thenComparing(place -> place.node().id());

    private final Plan.Draft draft;
    private final TreeMap<String, NavigableSet<Place>> byZone = new TreeMap<>();

    /// Those that take no more for now.
    private final TreeMap<String, List<Node>> busyByZone = new TreeMap<>();

    /// @param room for so many more, at least one
    private record Place(Node node, int replicas, int room) {}

    public Targets(Overview overview, Plan.Draft draft) {
        this.draft = draft;
        for (Node node : overview.placeableNodes()) {
            int replicas = overview.snapshot().state().replicasOn(node.id());
            add(node, replicas, overview.room(node.id()));
        }
    }

    private void add(Node node, int replicas, int room) {
        if (room > 0) {
            zone(node.zone()).add(new Place(node, replicas, room));
        }
    }

    private NavigableSet<Place> zone(String name) {
        return byZone.computeIfAbsent(name, _ -> new TreeSet<>(EMPTIEST_FIRST));
    }

    /// The node that holds the fewest, in a zone that is wanted if any has a node for it, and
    /// counts the replica that it is to receive. Empty too while all of those nodes take no more:
    /// another zone now would be the wrong one for good.
    ///
    /// @param isOpen whether a node takes any more; one that does not is not asked about again
    /// @param mayHold whether it may be this replica
    public Optional<Node> take(
            Predicate<String> isZoneWanted, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        return takeOf(emptiest(isZoneWanted, isOpen, mayHold))
                .or(() ->
                        isAnyBusy(isZoneWanted, mayHold)
                                ? Optional.empty()
                                : takeOf(emptiest(_ -> true, isOpen, mayHold)));
    }

    /// As `take`, but never in a zone that is not wanted.
    public Optional<Node> takeIn(
            Predicate<String> isZoneWanted, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        return takeOf(emptiest(isZoneWanted, isOpen, mayHold));
    }

    private boolean isAnyBusy(Predicate<String> isZoneWanted, Predicate<Node> mayHold) {
        return busyByZone.entrySet().stream()
                .anyMatch(zone ->
                        isZoneWanted.test(zone.getKey())
                                && zone.getValue().stream().anyMatch(mayHold));
    }

    private @Nullable Place emptiest(
            Predicate<String> isZoneWanted, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        @Nullable Place best = null;
        for (Map.Entry<String, NavigableSet<Place>> zone : byZone.entrySet()) {
            if (isZoneWanted.test(zone.getKey())) {
                @Nullable Place first = first(zone.getValue(), isOpen, mayHold);
                if (first != null && (best == null || EMPTIEST_FIRST.compare(first, best) < 0)) {
                    best = first;
                }
            }
        }
        return best;
    }

    private Optional<Node> takeOf(@Nullable Place place) {
        if (place == null) {
            return Optional.empty();
        }
        zone(place.node().zone()).remove(place);
        add(place.node(), place.replicas() + 1, place.room() - 1);
        return Optional.of(place.node());
    }

    private @Nullable Place first(
            NavigableSet<Place> places, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        for (Iterator<Place> each = places.iterator(); each.hasNext(); ) {
            Place place = each.next();
            draft.examined(1);
            if (!isOpen.test(place.node().id())) {
                each.remove();
                busyByZone
                        .computeIfAbsent(place.node().zone(), _ -> new ArrayList<>())
                        .add(place.node());
            } else if (mayHold.test(place.node())) {
                return place;
            }
        }
        return null;
    }
}
