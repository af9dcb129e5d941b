package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.ratis.util.CodeInjectionForTesting;

/// Ratis servers in this process, each with one replica of one group, and wires that can be cut.
final class TestCluster implements AutoCloseable {
    static final Duration TIMEOUT_MIN = Duration.ofMillis(500);
    static final Duration TIMEOUT_MAX = Duration.ofSeconds(1);
    static final Duration LONG = Duration.ofSeconds(30);
    private static final Set<String> CUT = ConcurrentHashMap.newKeySet();

    final class Node {
        final ReplicaId id;
        final Path folder;
        RecordingStateMachine state;
        RatisReplicationServer server;
        ReplicatedLog log;
        int port;

        Node(ReplicaId id, Path folder) {
            this.id = id;
            this.folder = folder;
        }

        void start() {
            try {
                RatisConfig config =
                        settings.apply(
                                RatisConfig.of(id, "127.0.0.1", port, folder)
                                        .withElectionTimeouts(TIMEOUT_MIN, TIMEOUT_MAX)
                                        .withInstalls(1, Duration.ofMillis(100)));
                server =
                        new RatisReplicationServer(
                                config,
                                (message, cause) -> fatal.add(id + " " + message + ": " + cause),
                                metrics);
                port = server.port();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        Member member() {
            return new Member(id, "127.0.0.1:" + port);
        }

        void create(List<Member> members) {
            create(members, new RecordingStateMachine.Disk());
        }

        void create(List<Member> members, RecordingStateMachine.Disk disk) {
            state = new RecordingStateMachine(disk, TestCluster.this::state);
            log = server.create(group, members, state);
        }

        /// As after a crash: what was not flushed is gone.
        void reopen() {
            reopen(null);
        }

        void reopen(CountDownLatch installGate) {
            state = new RecordingStateMachine(state.disk(), TestCluster.this::state);
            state.installGate = installGate;
            log = server.open(group, state);
        }

        void stop() {
            server.close();
            log = null;
        }

        void restart() {
            start();
            reopen();
        }

        boolean leads() {
            return log != null && log.leadership().ready();
        }
    }

    final GroupId group = new GroupId(7);
    final Map<ReplicaId, Node> nodes = new LinkedHashMap<>();
    final List<String> fatal = new CopyOnWriteArrayList<>();
    private final Path root;
    private final UnaryOperator<RatisConfig> settings;
    private final ReplicationMetrics metrics;

    TestCluster(Path root, UnaryOperator<RatisConfig> settings, ReplicationMetrics metrics) {
        this.root = root;
        this.settings = settings;
        this.metrics = metrics;
        for (String point : List.of("appendEntries", "requestVote", "installSnapshot")) {
            CodeInjectionForTesting.put(
                    "RaftServerImpl." + point,
                    (local, remote, _) -> {
                        if (CUT.contains(remote + ">" + local)) {
                            throw new IllegalStateException("cut");
                        }
                        return false;
                    });
        }
    }

    static TestCluster of(int count, Path root) {
        return of(count, root, UnaryOperator.identity());
    }

    static TestCluster of(int count, Path root, UnaryOperator<RatisConfig> settings) {
        return of(count, root, settings, ReplicationMetrics.NONE);
    }

    static TestCluster of(
            int count, Path root, UnaryOperator<RatisConfig> settings, ReplicationMetrics metrics) {
        TestCluster cluster = new TestCluster(root, settings, metrics);
        for (int i = 1; i <= count; i++) {
            cluster.add("n" + i, "a");
        }
        List<Member> members = cluster.members();
        cluster.nodes.values().forEach(node -> node.create(members));
        return cluster;
    }

    /// A running server without the group.
    Node add(String node, String storage) {
        ReplicaId id = new ReplicaId(new NodeId(node), new StorageId(storage));
        Node added = new Node(id, root.resolve(id.toString()));
        nodes.put(id, added);
        added.start();
        return added;
    }

    /// Another server at the address of one that has stopped, with an empty disk.
    Node replace(Node stopped, String storage) {
        ReplicaId id = new ReplicaId(stopped.id.node(), new StorageId(storage));
        Node added = new Node(id, root.resolve(id.toString()));
        added.port = stopped.port;
        nodes.put(id, added);
        added.start();
        return added;
    }

    /// Entries long enough to fill segments, which is what a log forgets by.
    List<String> writeLarge(String prefix, int count, int chars) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = prefix + i + "-".repeat(chars);
            write(text);
            texts.add(text);
        }
        return texts;
    }

    List<Member> members() {
        return nodes.values().stream().map(Node::member).toList();
    }

    RecordingStateMachine state(ReplicaId id) {
        Node node = nodes.get(id);
        return node == null ? null : node.state;
    }

    Node leader() {
        return leaderExcept(null);
    }

    Node leaderExcept(Node other) {
        List<Node> found = new ArrayList<>();
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    found.clear();
                    nodes.values().stream()
                            .filter(node -> node != other && node.leads())
                            .forEach(found::add);
                    return found.size() == 1;
                });
        return found.getFirst();
    }

    List<Node> except(Node node) {
        return nodes.values().stream().filter(other -> other != node).toList();
    }

    /// Appends where the leader is, again where it was refused, until it is committed.
    void write(String text) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        result(leader().log.append(bytes(text))) instanceof AppendResult.Committed);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(40, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no result", e);
        }
    }

    void awaitTexts(Node node, List<String> texts) {
        await().atMost(LONG).untilAsserted(() -> assertThat(node.state.texts()).isEqualTo(texts));
    }

    void awaitConverged() {
        List<String> texts = leader().state.texts();
        nodes.values().forEach(node -> awaitTexts(node, texts));
    }

    void isolate(Node node) {
        except(node).forEach(other -> cut(node, other));
    }

    void cut(Node one, Node other) {
        CUT.add(one.id + ">" + other.id);
        CUT.add(other.id + ">" + one.id);
    }

    static void heal() {
        CUT.clear();
    }

    @Override
    public void close() {
        heal();
        nodes.values().stream()
                .map(node -> Thread.ofVirtual().start(node.server::close))
                .toList()
                .forEach(thread -> {
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThat(fatal).isEmpty();
    }
}
