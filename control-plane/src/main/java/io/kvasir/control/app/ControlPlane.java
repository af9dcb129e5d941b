package io.kvasir.control.app;

import io.grpc.BindableService;
import io.kvasir.control.app.ControlPlaneConfig.Peer;
import io.kvasir.control.console.Console;
import io.kvasir.control.console.Documents;
import io.kvasir.control.console.HeatRecorder;
import io.kvasir.control.log.CommandLog;
import io.kvasir.control.log.ControlStateMachine;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.reconcile.Reconciler;
import io.kvasir.control.service.ClusterService;
import io.kvasir.control.service.HeartbeatService;
import io.kvasir.control.service.LeaderGate;
import io.kvasir.control.service.MapPublisher;
import io.kvasir.control.service.MemberAddresses;
import io.kvasir.control.service.OperatorCalls;
import io.kvasir.control.service.TablesService;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicationMetrics;
import io.kvasir.replication.ratis.FatalHandler;
import io.kvasir.replication.ratis.RatisConfig;
import io.kvasir.replication.ratis.RatisReplicationServer;
import io.kvasir.runtime.http.AdminServer;
import io.kvasir.runtime.http.Metrics;
import io.kvasir.runtime.rpc.RpcServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running control plane.
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final long LEADER_POLL_MILLIS = 20;

    /// With the columns that are kept, an hour.
    private static final Duration HEAT_PERIOD = Duration.ofSeconds(10);

    private final Parts parts;
    private final Closing closing;
    private final RpcServer rpc;
    private final AdminServer admin;

    /// What stands behind the services.
    private record Parts(
            ControlPlaneConfig config,
            ReplicaId self,
            List<Peer> peers,
            LateLog log,
            PrometheusMeterRegistry meters,
            PeerClient client,
            ControlStateMachine stateMachine,
            RatisReplicationServer replication,
            LiveCluster cluster,
            MemberAddresses addresses,
            LeaderGate gate) {}

    private ControlPlane(Parts parts, Closing closing, RpcServer rpc, AdminServer admin) {
        this.parts = parts;
        this.closing = closing;
        this.rpc = rpc;
        this.admin = admin;
    }

    /// Starts it. The ports are open when this returns; the group forms once all members run, see
    /// `awaitLeader`.
    ///
    /// @throws IOException where a port cannot be bound, or the data folder not be used
    public static ControlPlane start(ControlPlaneConfig config) throws IOException {
        Closing closing = new Closing();
        try {
            return serve(open(config, closing), closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static Parts open(ControlPlaneConfig config, Closing closing) throws IOException {
        ReplicaId self =
                new ReplicaId(
                        new NodeId(config.id()), Identity.of(config.data(), new SecureRandom()));
        PeerClient client =
                closing.add(
                        new PeerClient(
                                config.peers().stream()
                                        .filter(peer -> !peer.id().equals(config.id()))
                                        .toList()));
        ControlStateMachine stateMachine =
                closing.add(ControlStateMachine.open(config.data(), client));
        RatisReplicationServer replication =
                closing.add(
                        new RatisReplicationServer(
                                RatisConfig.of(
                                                self,
                                                config.host(),
                                                config.raftPort(),
                                                config.data().resolve("raft"))
                                        .withElectionTimeouts(
                                                config.electionTimeoutMin(),
                                                config.electionTimeoutMax()),
                                FatalHandler.HALT,
                                ReplicationMetrics.NONE));
        List<Peer> peers =
                config.peers().isEmpty()
                        ? List.of(
                                new Peer(config.id(), "", config.host() + ":" + replication.port()))
                        : config.peers();
        LateLog log = new LateLog();
        MemberAddresses addresses = new MemberAddresses();
        peers.forEach(peer -> addresses.put(peer.id(), peer.grpcAddress()));
        return new Parts(
                config,
                self,
                peers,
                log,
                Metrics.registry("control-plane", config.id()),
                client,
                stateMachine,
                replication,
                new LiveCluster(
                        stateMachine::state,
                        config.nodeDeadAfter(),
                        System::nanoTime,
                        InstantSource.system()),
                addresses,
                new LeaderGate(log, addresses));
    }

    private static ControlPlane serve(Parts parts, Closing closing) {
        ControlPlaneConfig config = parts.config();
        CommandLog commands =
                closing.add(
                        CommandLog.start(parts.log(), parts.stateMachine()::state, parts.meters()));
        MapPublisher publisher = MapPublisher.start(parts.cluster(), parts.gate(), parts.meters());
        parts.stateMachine()
                .listen(
                        publisher::wake,
                        leadership -> {
                            parts.cluster().onLeadership(leadership);
                            publisher.wake();
                        });
        Reconciler reconciler =
                closing.add(
                        Reconciler.start(
                                parts.cluster(),
                                config.limits(),
                                new SecureRandom(),
                                commands,
                                InstantSource.system()));
        Console console = console(parts, reconciler, closing);
        PeersService peersService =
                new PeersService(parts.self(), parts.log(), parts.stateMachine(), console);
        RpcServer rpc =
                closing.add(
                        RpcServer.start(
                                config.host(),
                                config.grpcPort(),
                                services(parts, commands, publisher, reconciler, peersService),
                                List.of()));
        if (config.peers().isEmpty()) {
            parts.addresses().put(config.id(), config.host() + ":" + rpc.port());
        }
        ControlMetrics.bind(
                parts.meters(), parts.cluster(), reconciler, parts.stateMachine(), parts.log());
        AdminServer admin =
                closing.add(
                        AdminServer.start(
                                config.host(),
                                config.adminPort(),
                                parts.meters(),
                                () -> notReady(parts),
                                console));
        closing.add(publisher);
        form(parts, peersService, closing);
        rpc.setServing(true);
        return new ControlPlane(parts, closing, rpc, admin);
    }

    private static Console console(Parts parts, Reconciler reconciler, Closing closing) {
        HeatRecorder heat = closing.add(HeatRecorder.start(parts.cluster(), HEAT_PERIOD));
        Documents documents =
                new Documents(
                        parts.cluster(),
                        reconciler,
                        heat,
                        parts.gate(),
                        parts.config().id(),
                        parts.peers().stream().map(Peer::id).toList(),
                        System::nanoTime);
        return new Console(parts.gate(), documents, parts.client()::showConsole);
    }

    private static List<BindableService> services(
            Parts parts,
            CommandLog commands,
            MapPublisher publisher,
            Reconciler reconciler,
            PeersService peersService) {
        return List.of(
                new TablesService(
                        commands,
                        parts.gate(),
                        parts.stateMachine()::state,
                        InstantSource.system()),
                new ClusterService(
                        parts.cluster(),
                        parts.gate(),
                        publisher,
                        parts.addresses(),
                        new OperatorCalls(
                                parts.cluster(),
                                parts.gate(),
                                commands,
                                reconciler,
                                InstantSource.system())),
                new HeartbeatService(parts.cluster(), commands, parts.gate(), parts.meters()),
                peersService);
    }

    private static void form(Parts parts, PeersService peersService, Closing closing) {
        Formation formation =
                new Formation(
                        parts.self(),
                        parts.peers(),
                        parts.replication(),
                        parts.stateMachine(),
                        parts.client(),
                        peersService);
        Thread thread =
                Thread.ofVirtual().name("control-formation").start(() -> enter(formation, parts));
        closing.add(() -> {
            thread.interrupt();
            thread.join();
        });
        if (parts.peers().size() > 1) {
            closing.add(
                    MemberRepair.start(
                            parts.config().id(), parts.peers(), parts.log(), parts.client()));
        }
    }

    private static void enter(Formation formation, Parts parts) {
        try {
            parts.log().set(formation.enter());
            LOG.info("{} is in the control plane's group", parts.self());
        } catch (InterruptedException closing) {
            LOG.debug("Closed before the group formed");
        } catch (RuntimeException broken) {
            FatalHandler.HALT.fatal(
                    "the control plane's data folder "
                            + parts.config().data()
                            + " cannot be used: "
                            + broken.getMessage(),
                    broken);
        }
    }

    private static Optional<String> notReady(Parts parts) {
        return parts.log().leadership().leader().isPresent()
                ? Optional.empty()
                : Optional.of("the control plane has no leader");
    }

    public String id() {
        return parts.config().id();
    }

    /// `host:port` of the gRPC server, as bound.
    public String grpcAddress() {
        return parts.config().host() + ":" + rpc.port();
    }

    /// `host:port` of the operators' HTTP server, as bound.
    public String adminAddress() {
        return parts.config().host() + ":" + admin.port();
    }

    public boolean isLeading() {
        return parts.gate().isLeading();
    }

    /// The id of the control plane that leads, where this one knows it.
    public Optional<String> leader() {
        return parts.gate().leader();
    }

    /// How many members the control plane's group has, as far as this one knows.
    public int votingMembers() {
        return parts.log().status().members().size();
    }

    /// Waits until this control plane knows a leader that can serve: itself once it is ready.
    ///
    /// @return false where there was none in time
    public boolean awaitLeader(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!knowsServingLeader()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LEADER_POLL_MILLIS);
        }
        return true;
    }

    private boolean knowsServingLeader() {
        Optional<String> leader = leader();
        return leader.isPresent() && (!leader.get().equals(id()) || isLeading());
    }

    @Override
    public void close() {
        rpc.setServing(false);
        closing.close();
    }
}
