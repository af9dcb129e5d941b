package io.kvasir.control.placement.plan;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import java.util.Comparator;
import java.util.Iterator;
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

    /// The node that holds the fewest, in a zone that is wanted if there is one, and counts the
    /// replica that it is to receive.
    ///
    /// @param isOpen whether a node takes any more; one that does not is not asked about again
    /// @param mayHold whether it may be this replica
    public Optional<Node> take(
            Predicate<String> isZoneWanted, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        @Nullable Place best = null;
        boolean wanted = false;
        for (Map.Entry<String, NavigableSet<Place>> zone : byZone.entrySet()) {
            boolean better = isZoneWanted.test(zone.getKey());
            if (wanted && !better) {
                continue;
            }
            @Nullable Place first = first(zone.getValue(), isOpen, mayHold);
            if (first != null
                    && (best == null
                            || (better && !wanted)
                            || EMPTIEST_FIRST.compare(first, best) < 0)) {
                best = first;
                wanted = better;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        zone(best.node().zone()).remove(best);
        add(best.node(), best.replicas() + 1, best.room() - 1);
        return Optional.of(best.node());
    }

    private @Nullable Place first(
            NavigableSet<Place> places, Predicate<NodeId> isOpen, Predicate<Node> mayHold) {
        for (Iterator<Place> each = places.iterator(); each.hasNext(); ) {
            Place place = each.next();
            draft.examined(1);
            if (!isOpen.test(place.node().id())) {
                each.remove();
            } else if (mayHold.test(place.node())) {
                return place;
            }
        }
        return null;
    }
}
