package io.kvasir.routing.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.SessionPosition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Up to which applied index of which partition a session has seen. Given with a read, that read
/// sees at least as much, on any replica. Past `PARTITIONS_MAX` partitions the token forgets the
/// oldest and says so: reads of partitions that it does not list are then strong.
public final class SessionToken {
    public static final int PARTITIONS_MAX = 64;

    /// Tokens that clients joined end to end may list partitions twice, but not without end.
    public static final int BYTES_MAX = 64 * 1024;

    public static final SessionToken NONE = new SessionToken(new LinkedHashMap<>(), false);

    private final SequencedMap<PartitionId, Long> positions;
    private final boolean overflow;

    private SessionToken(SequencedMap<PartitionId, Long> positions, boolean overflow) {
        this.positions = Collections.unmodifiableSequencedMap(positions);
        this.overflow = overflow;
    }

    public static SessionToken of(PartitionId partition, long appliedIndex) {
        LinkedHashMap<PartitionId, Long> positions = new LinkedHashMap<>();
        positions.put(partition, appliedIndex);
        return new SessionToken(positions, false);
    }

    /// @throws InvalidArgumentException where the bytes are no token
    public static SessionToken parse(ByteString bytes) {
        if (bytes.isEmpty()) {
            return NONE;
        }
        if (bytes.size() > BYTES_MAX) {
            throw new InvalidArgumentException(
                    "session_token has " + bytes.size() + " bytes; the limit is " + BYTES_MAX);
        }
        try {
            var wire = io.kvasir.proto.internal.v1.SessionToken.parseFrom(bytes);
            LinkedHashMap<PartitionId, Long> positions = new LinkedHashMap<>();
            for (SessionPosition position : wire.getPositionsList()) {
                put(
                        positions,
                        new PartitionId(position.getPartition()),
                        position.getAppliedIndex());
            }
            return bounded(positions, wire.getOverflow());
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidArgumentException(
                    "session_token is not one that a reply gave: " + e.getMessage());
        }
    }

    public ByteString toBytes() {
        var wire = io.kvasir.proto.internal.v1.SessionToken.newBuilder().setOverflow(overflow);
        positions.forEach((partition, index) ->
                wire.addPositions(
                        SessionPosition.newBuilder()
                                .setPartition(partition.value())
                                .setAppliedIndex(index)));
        return wire.build().toByteString();
    }

    /// A token that promises what both do; positions of `later` count as the newer ones.
    public SessionToken merge(SessionToken later) {
        if (later.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return later;
        }
        LinkedHashMap<PartitionId, Long> merged = new LinkedHashMap<>(positions);
        later.positions.forEach((partition, index) -> put(merged, partition, index));
        return bounded(merged, overflow || later.overflow);
    }

    /// The applied index that a replica of the partition must have reached; 0: any.
    public long appliedIndexMin(PartitionId partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /// Only the leader can promise what this token asks of the partition: it may have been
    /// forgotten.
    public boolean requiresLeader(PartitionId partition) {
        return overflow && !positions.containsKey(partition);
    }

    public boolean isEmpty() {
        return positions.isEmpty() && !overflow;
    }

    private static void put(SequencedMap<PartitionId, Long> into, PartitionId at, long index) {
        long known = into.getOrDefault(at, 0L);
        into.putLast(at, Math.max(known, index));
    }

    private static SessionToken bounded(
            SequencedMap<PartitionId, Long> positions, boolean overflow) {
        boolean over = overflow;
        while (positions.size() > PARTITIONS_MAX) {
            positions.pollFirstEntry();
            over = true;
        }
        return new SessionToken(positions, over);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionToken that
                && overflow == that.overflow
                && Map.copyOf(positions).equals(Map.copyOf(that.positions));
    }

    @Override
    public int hashCode() {
        return Map.copyOf(positions).hashCode();
    }

    @Override
    public String toString() {
        return positions + (overflow ? "…" : "");
    }
}
