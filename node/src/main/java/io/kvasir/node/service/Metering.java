package io.kvasir.node.service;

import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.node.proposer.WriteReply;
import io.kvasir.node.replica.LoadMeter;
import io.kvasir.node.replica.Replica;
import io.kvasir.proto.internal.v1.ReadRequest;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.v1.Consistency;
import java.util.List;

/// Notes what requests took of a replica, in units.
final class Metering {
    private Metering() {}

    static void read(
            Replica replica,
            ReadRequest request,
            List<KeyRange> ranges,
            ReadResponse.Builder response) {
        LoadMeter load = replica.load();
        ReadMode mode =
                request.getConsistency() == Consistency.STRONG
                        ? ReadMode.STRONG
                        : ReadMode.EVENTUAL;
        if (request.hasRange()) {
            load.read(
                    ranges.getFirst().start(),
                    CapacityUnits.ofPage(response.getScannedBytes(), mode));
            return;
        }
        for (int i = 0; i < response.getItemsCount() && i < ranges.size(); i++) {
            load.read(
                    ranges.get(i).start(),
                    CapacityUnits.ofRead(response.getItems(i).getSizeBytes(), mode));
        }
    }

    static void wrote(Replica replica, List<WriteCommand> commands, WriteReply reply) {
        for (int i = 0; i < reply.outcomes().size(); i++) {
            if (reply.outcomes().get(i) instanceof WriteOutcome.Done done) {
                replica.load()
                        .wrote(
                                commands.get(i).key(),
                                CapacityUnits.ofWrite(
                                        done.oldSizeBytes(), done.newSizeBytes(), false));
            }
        }
    }
}
