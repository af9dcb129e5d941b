package io.kvasir.replication.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.RaftServerProtocol;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.util.ProtoUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Elects a new group's first leader without waiting for an election's timeout: asks the others,
/// who may not run yet, for pre-votes, which change nothing; once a majority would vote, Ratis is
/// told to elect. It asks less and less often: many groups may be waiting for the same node. Should
/// anything come between, the group elects as any other.
final class Campaign {
    private static final Logger LOG = LoggerFactory.getLogger(Campaign.class);
    private static final long PAUSE_MILLIS_MIN = 15;
    private static final long PAUSE_MILLIS_MAX = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RaftGroupId group;
    private final ServerContext context;
    private final RaftServer.Division division;

    Campaign(RaftGroupId group, ServerContext context, RaftServer.Division division) {
        this.group = group;
        this.context = context;
        this.division = division;
    }

    void run() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pauseMillis = PAUSE_MILLIS_MIN;
        try {
            while (System.nanoTime() - deadline < 0 && isOpen()) {
                if (wouldWin()) {
                    elect();
                    return;
                }
                Thread.sleep(pauseMillis);
                pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
            }
        } catch (IOException e) {
            LOG.info("{}: no campaign: {}", group, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Nobody leads, and the term is still one that the seed can stand for.
    private boolean isOpen() {
        return division.getInfo().isAlive()
                && division.getInfo().getLeaderId() == null
                && division.getInfo().getCurrentTerm() <= last().getTerm();
    }

    private boolean wouldWin() {
        int votes = 1;
        var members = division.getRaftConf().getCurrentPeers();
        for (RaftPeer peer : members) {
            if (!peer.getId().equals(context.self()) && preVote(peer.getId())) {
                votes++;
            }
        }
        return votes > members.size() / 2;
    }

    private boolean preVote(RaftPeerId peer) {
        try {
            return context.server()
                    .getServerRpc()
                    .requestVote(
                            RequestVoteRequestProto.newBuilder()
                                    .setServerRequest(header(peer))
                                    .setCandidateTerm(division.getInfo().getCurrentTerm())
                                    .setPreVote(true)
                                    .setCandidateLastEntry(last().toProto())
                                    .build())
                    .getServerReply()
                    .getSuccess();
        } catch (IOException | StatusRuntimeException e) {
            LOG.debug("{}: {} does not vote yet: {}", group, peer, e.toString());
            return false;
        }
    }

    private void elect() throws IOException {
        StartLeaderElectionRequestProto request =
                StartLeaderElectionRequestProto.newBuilder()
                        .setServerRequest(header(context.self()))
                        .setLeaderLastEntry(last().toProto())
                        .build();
        try {
            context.gate()
                    .runAlone(
                            group,
                            () -> {
                                try {
                                    ((RaftServerProtocol) division).startLeaderElection(request);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private TermIndex last() {
        return division.getStateMachine().getLastAppliedTermIndex();
    }

    private RaftRpcRequestProto header(RaftPeerId to) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(context.self().toByteString())
                .setReplyId(to.toByteString())
                .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group))
                .setCallId(context.callIds().incrementAndGet())
                .build();
    }
}
