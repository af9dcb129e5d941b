package io.kvasir.control.app;

import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.control.log.ControlStateMachine;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.internal.v1.IdentifyResponse;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings this member into the control plane's group. Members are named in the settings, but their
/// storage ids are learnt from one another, so that one whose folder was lost is known for another.
///
/// - It has a log: it goes on from there.
/// - All members answer and none knows of a group: they form it, each on its own, of the same
///   members.
/// - One answers with a group that names this very storage id: the others were quicker; it is an
///   initial member too.
/// - One answers with a group that does not: this member starts empty, and the leader adds it.
final class Formation {
    private static final Logger LOG = LoggerFactory.getLogger(Formation.class);
    private static final long PAUSE_MILLIS = 200;
    private static final int PAUSES_BETWEEN_MESSAGES = 25;

    private final ReplicaId self;
    private final List<Peer> peers;
    private final ReplicationServer server;
    private final ControlStateMachine stateMachine;
    private final PeerClient client;
    private final PeersService service;

    /// @param peers all members, this one included
    Formation(
            ReplicaId self,
            List<Peer> peers,
            ReplicationServer server,
            ControlStateMachine stateMachine,
            PeerClient client,
            PeersService service) {
        this.self = self;
        this.peers = peers;
        this.server = server;
        this.stateMachine = stateMachine;
        this.client = client;
        this.service = service;
    }

    /// The member's log; waits for the other members where it has none yet.
    ReplicatedLog enter() throws InterruptedException {
        if (server.isStored(GroupId.CONTROL_PLANE)) {
            return server.open(GroupId.CONTROL_PLANE, stateMachine);
        }
        if (!stateMachine.durablePosition().equals(LogPosition.NONE)) {
            throw new IllegalStateException(
                    "the data folder has a snapshot and no log; empty it, so that the member is "
                            + "rebuilt from the others");
        }
        for (int pauses = 0; ; pauses++) {
            Map<String, IdentifyResponse> answers = ask();
            Optional<List<Member>> members = members(answers);
            if (members.isPresent()) {
                service.formedWith(members.get());
                return server.create(GroupId.CONTROL_PLANE, members.get(), stateMachine);
            }
            if (pauses % PAUSES_BETWEEN_MESSAGES == 0) {
                LOG.info(
                        "The group forms once all control planes answer: {} of {} do",
                        answers.size() + 1,
                        peers.size());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Map<String, IdentifyResponse> ask() {
        Map<String, IdentifyResponse> answers = new TreeMap<>();
        for (Peer peer : peers) {
            if (!peer.id().equals(self.node().value())) {
                client.identify(peer).ifPresent(answer -> answers.put(peer.id(), answer));
            }
        }
        return answers;
    }

    /// The initial members to start with, none to be added by the leader; empty: not known yet.
    private Optional<List<Member>> members(Map<String, IdentifyResponse> answers) {
        for (IdentifyResponse answer : answers.values()) {
            if (!answer.getMembersList().isEmpty()) {
                List<ReplicaId> group =
                        answer.getMembersList().stream().map(ReplicaId::parse).toList();
                return Optional.of(group.contains(self) ? withAddresses(group) : List.of());
            }
        }
        if (answers.size() < peers.size() - 1) {
            return Optional.empty();
        }
        List<ReplicaId> all = new ArrayList<>();
        for (Peer peer : peers) {
            IdentifyResponse answer = answers.get(peer.id());
            all.add(
                    answer == null
                            ? self
                            : new ReplicaId(
                                    new NodeId(peer.id()), new StorageId(answer.getStorageId())));
        }
        return Optional.of(withAddresses(all));
    }

    private List<Member> withAddresses(List<ReplicaId> replicas) {
        List<Member> members = new ArrayList<>();
        for (ReplicaId replica : replicas) {
            for (Peer peer : peers) {
                if (peer.id().equals(replica.node().value())) {
                    members.add(new Member(replica, peer.raftAddress()));
                }
            }
        }
        return members;
    }
}
