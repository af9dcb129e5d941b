package io.kvasir.replication.ratis;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.leader.LeaderState;
import org.jspecify.annotations.Nullable;

/// The taps of one group's present leadership, one for each running appender.
@SuppressWarnings("ReferenceEquality") // taps and leaderships are who they are
final class FollowerTaps {
    private final LongSupplier round;
    private final Runnable onAnswer;
    private @Nullable LeaderState leadership;
    private volatile Map<RaftPeerId, FollowerTap> live = Map.of();

    /// @param round the fence round that a request made now belongs to
    /// @param onAnswer runs after each answer of a live follower
    FollowerTaps(LongSupplier round, Runnable onAnswer) {
        this.round = round;
        this.onAnswer = onAnswer;
    }

    long round() {
        return round.getAsLong();
    }

    /// Appenders of another leadership than the last one seen are of the past.
    synchronized void add(FollowerTap tap) {
        Map<RaftPeerId, FollowerTap> next = new TreeMap<>(FollowerTaps::byName);
        if (tap.leadership() == leadership) {
            next.putAll(live);
        }
        leadership = tap.leadership();
        next.put(tap.peer(), tap);
        live = next;
    }

    synchronized void remove(FollowerTap tap) {
        if (live.get(tap.peer()) == tap) {
            Map<RaftPeerId, FollowerTap> next = new TreeMap<>(FollowerTaps::byName);
            next.putAll(live);
            next.remove(tap.peer());
            live = next;
        }
    }

    synchronized void clear() {
        leadership = null;
        live = Map.of();
    }

    void answered(FollowerTap tap) {
        if (live.get(tap.peer()) == tap) {
            onAnswer.run();
        }
    }

    /// Of a follower without a running appender: the least value.
    long of(RaftPeerId peer, ToLongFunction<FollowerTap> value) {
        FollowerTap tap = live.get(peer);
        return tap == null ? Long.MIN_VALUE : value.applyAsLong(tap);
    }

    void demand(long wanted, boolean again) {
        for (FollowerTap tap : live.values()) {
            tap.demand(wanted, again);
        }
    }

    /// The log must keep the entries from here on.
    long heldFrom(long nowNanos) {
        long first = Long.MAX_VALUE;
        for (FollowerTap tap : live.values()) {
            first = Math.min(first, tap.heldFrom(nowNanos));
        }
        return first;
    }

    Stream<TappedLogAppender> appenders() {
        return live.values().stream().map(FollowerTap::appender).filter(Objects::nonNull);
    }

    /// By peer id, in its order.
    Map<RaftPeerId, FollowerTap> live() {
        return live;
    }

    private static int byName(RaftPeerId one, RaftPeerId other) {
        return one.toString().compareTo(other.toString());
    }
}
