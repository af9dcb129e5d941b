package io.kvasir.bench.servers;

import io.kvasir.bench.process.ChildProcess;
import io.kvasir.bench.process.Executables;
import io.kvasir.bench.store.EtcdStore;
import io.kvasir.bench.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Three members of etcd, as Debian packages it, with its defaults: each write is synced to disk by
/// a majority before it is acknowledged.
final class EtcdTarget implements Target {
    private static final String HOST = "127.0.0.1";
    private static final int MEMBERS = 3;
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);

    /// What it may store at most; a run must not end at its default of 2 GB.
    private static final String QUOTA_BYTES = "8589934592";

    private final Site site;
    private final List<ChildProcess> members = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();

    EtcdTarget(Site site) {
        this.site = site;
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public void start() throws Exception {
        Path etcd = Executables.find("etcd", "etcd-server");
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            peers.add("http://" + HOST + ":" + site.ports().next());
        }
        StringBuilder cluster = new StringBuilder();
        for (int i = 0; i < MEMBERS; i++) {
            cluster.append(i == 0 ? "" : ",").append(member(i)).append('=').append(peers.get(i));
        }
        for (int i = 0; i < MEMBERS; i++) {
            String endpoint = HOST + ":" + site.ports().next();
            Path folder = site.folder().resolve(member(i));
            endpoints.add(endpoint);
            members.add(
                    ChildProcess.start(
                            member(i),
                            folder,
                            command(etcd, i, folder, endpoint, peers.get(i), cluster.toString()),
                            Map.of()));
        }
        Answering.await(this, READY_PATIENCE, () -> members.forEach(ChildProcess::checkRunning));
    }

    private static List<String> command(
            Path etcd, int i, Path folder, String endpoint, String peer, String cluster) {
        return List.of(
                etcd.toString(),
                "--name=" + member(i),
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=http://" + endpoint,
                "--advertise-client-urls=http://" + endpoint,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + cluster,
                "--initial-cluster-state=new",
                "--quota-backend-bytes=" + QUOTA_BYTES,
                "--log-level=error");
    }

    private static String member(int i) {
        return "etcd-" + (i + 1);
    }

    @Override
    public List<Long> pids() {
        return members.stream().map(ChildProcess::pid).toList();
    }

    @Override
    public Store connect() {
        return EtcdStore.connect(endpoints);
    }

    @Override
    public void stop() {
        members.forEach(ChildProcess::close);
        members.clear();
    }
}
