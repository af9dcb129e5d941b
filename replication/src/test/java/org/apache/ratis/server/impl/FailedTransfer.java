package org.apache.ratis.server.impl;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;

/// Begins a transfer of leadership that fails at once. In the field it takes a connection that is
/// refused faster than Ratis looks; here the transfer goes to a member without an appender.
public final class FailedTransfer {
    private FailedTransfer() {}

    /// @throws NullPointerException which is how it fails
    public static void begin(RaftServer.Division leader) {
        RaftServerImpl server = (RaftServerImpl) leader;
        TransferLeadershipRequest request =
                new TransferLeadershipRequest(
                        ClientId.randomId(),
                        server.getId(),
                        server.getMemberId().getGroupId(),
                        1,
                        RaftPeerId.valueOf("nobody"),
                        100);
        var _ =
                server.getTransferLeadership()
                        .start(server.getRole().getLeaderStateNonNull(), request);
    }
}
