package io.kvasir.control.app;

import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.internal.v1.IdentifyResponse;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// On the leader: replaces a member whose data folder was lost. It first takes the member that was
/// out of the group, then adds the one that is, one change at a time.
final class MemberRepair implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberRepair.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final String self;
    private final List<Peer> peers;
    private final ReplicatedLog log;
    private final PeerClient client;
    private final Thread thread = Thread.ofVirtual().name("control-members").unstarted(this::run);

    private MemberRepair(String self, List<Peer> peers, ReplicatedLog log, PeerClient client) {
        this.self = self;
        this.peers = peers;
        this.log = log;
        this.client = client;
    }

    static MemberRepair start(String self, List<Peer> peers, ReplicatedLog log, PeerClient client) {
        MemberRepair repair = new MemberRepair(self, peers, log, client);
        repair.thread.start();
        return repair;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (log.leadership().ready()) {
                    round();
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException closing) {
            LOG.debug("Member repair ends");
        }
    }

    private void round() throws InterruptedException {
        for (Peer peer : peers) {
            Optional<IdentifyResponse> answer =
                    peer.id().equals(self) ? Optional.empty() : client.identify(peer);
            if (answer.isEmpty()) {
                continue;
            }
            List<Member> members = log.status().members();
            Optional<List<Member>> wanted = wanted(members, peer, answer.get());
            if (wanted.isPresent()) {
                LOG.info("Members of the control plane: {} become {}", members, wanted.get());
                change(wanted.get());
            }
        }
    }

    /// The next configuration on the way to the one with the member as it now is; empty where it is
    /// that already, or nothing is known.
    static Optional<List<Member>> wanted(List<Member> members, Peer peer, IdentifyResponse answer) {
        if (members.isEmpty() || !answer.getRunning()) {
            return Optional.empty();
        }
        NodeId node = new NodeId(peer.id());
        ReplicaId present = new ReplicaId(node, new StorageId(answer.getStorageId()));
        List<Member> others = new ArrayList<>();
        boolean isMember = false;
        for (Member member : members) {
            isMember |= member.replica().equals(present);
            if (!member.replica().node().equals(node)) {
                others.add(member);
            }
        }
        if (isMember || others.isEmpty()) {
            return Optional.empty();
        }
        if (others.size() == members.size()) {
            others.add(new Member(present, peer.raftAddress()));
        }
        return Optional.of(others);
    }

    private void change(List<Member> members) throws InterruptedException {
        try {
            if (log.changeMembers(members).get()
                    instanceof ReplicatedLog.MembershipResult.NotDone(String reason)) {
                LOG.info("The members have not changed: {}", reason);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A change of members never fails", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
