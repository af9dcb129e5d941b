package io.kvasir.cli.tour;

import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.transfer.ImportReport;
import io.kvasir.cli.transfer.ImportRun;
import io.kvasir.cli.transfer.ImportSettings;
import io.kvasir.cli.transfer.ImportSource;
import io.kvasir.client.Consistency;
import io.kvasir.client.DeleteItem;
import io.kvasir.client.GetItem;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tour: a package index goes into a table while nodes are killed, and everything read after
/// that, and after worse, must equal the input.
final class ImportTour {
    private static final String TABLE = "Packages";
    private static final int NODES = 3;
    private static final int REPLICATION = 3;
    private static final int CONTROL_PLANES = 3;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);
    private static final int EVENTUAL_ATTEMPTS_MAX = 30;
    private static final long EVENTUAL_PAUSE_MILLIS = 1000;
    private static final int PROBES = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Screen screen;
    private final TourReport report;
    private final LocalCluster cluster;
    private final PackageIndex index;
    private final KvasirClient client;
    private final ClusterView view;
    private final TableCheck check;

    private ImportTour(
            Screen screen,
            TourReport report,
            LocalCluster cluster,
            PackageIndex index,
            ExpectedTable expected,
            KvasirClient client) {
        this.screen = screen;
        this.report = report;
        this.cluster = cluster;
        this.index = index;
        this.client = client;
        this.view = new ClusterView(client);
        this.check = new TableCheck(client, TABLE, expected);
    }

    /// Runs the tour in a folder of its own; no server of it runs when this returns.
    static TourReport run(Screen screen, Path folder, long records) throws Exception {
        TourReport report = new TourReport(screen);
        PackageIndex index = PackageIndex.prepare(screen, folder, records);
        ExpectedTable expected = ExpectedTable.read(index.file());
        screen.err()
                .println(
                        index.records()
                                + " records from "
                                + index.origin()
                                + "; the cluster is in "
                                + folder);
        report.figure("records", index.records());
        report.figure("origin", index.origin());
        LocalCluster cluster =
                LocalCluster.create(
                        folder.resolve("cluster"),
                        LocalLayout.of(CONTROL_PLANES, NODES, 1),
                        new LoopbackPorts(new SecureRandom()));
        // They are no part of this process's group: a Ctrl-C does not reach them.
        Thread onExit = Thread.ofPlatform().unstarted(cluster::killAll);
        Runtime.getRuntime().addShutdownHook(onExit);
        try (KvasirClient client =
                KvasirClient.builder()
                        .endpoints(cluster.endpoints())
                        .timeout(REQUEST_TIMEOUT)
                        .build()) {
            new ImportTour(screen, report, cluster, index, expected, client).run();
            report.step("all servers stop when asked to", cluster::stopAll);
        } finally {
            cluster.killAll();
            Runtime.getRuntime().removeShutdownHook(onExit);
        }
        return report;
    }

    private void run() throws Exception {
        report.step(
                "three control planes, three nodes and a router start",
                () -> {
                    cluster.startAll();
                    cluster.awaitReady(READY_PATIENCE);
                    view.awaitWhole(REPLICATION, READY_PATIENCE);
                });
        var _ =
                client.createTable(
                        TABLE,
                        KeySchema.of(
                                ExpectedTable.PARTITION_KEY,
                                KeyType.S,
                                ExpectedTable.SORT_KEY,
                                KeyType.S));
        report.check("the whole index is imported while two nodes are killed", this::importAll);
        checkContent("");
        report.step(
                "kill -9 of every process, and all start again",
                () -> {
                    cluster.killAll();
                    cluster.startAll();
                    cluster.awaitReady(READY_PATIENCE);
                });
        checkContent(", after the restart");
        wipe(cluster.servers(Role.NODE).getLast());
        loseControlPlane();
    }

    private List<String> importAll() throws Exception {
        WriteClock clock = new WriteClock();
        Disturbance disturbance =
                new Disturbance(cluster, view, TABLE, REPLICATION, index.records(), clock);
        ImportRun run =
                new ImportRun(
                        client,
                        TABLE,
                        ImportSource.jsonLines(index.file()),
                        ImportSettings.DEFAULT,
                        Optional.empty(),
                        index.file().resolveSibling("rejected.jsonl"),
                        disturbance::acknowledged);
        clock.resume(System.nanoTime());
        ImportReport imported = run.run();
        disturbance.awaitRestart();
        report.figure("importMs", imported.elapsed().toMillis());
        report.figure("itemsPerSecond", run.progress().perSecond());
        report.figure("longestWriteGapMs", clock.longestNanos() / NANOS_PER_MILLI);
        report.figure("kills", disturbance.kills());
        List<String> differences = new ArrayList<>();
        imported.failure().ifPresent(differences::add);
        if (imported.imported() != index.records() || imported.rejected() > 0) {
            differences.add(
                    imported.imported()
                            + " records imported and "
                            + imported.rejected()
                            + " rejected, of "
                            + index.records());
        }
        if (disturbance.kills().size() != 2) {
            differences.add("only these were killed: " + disturbance.kills());
        }
        disturbance.kills().forEach(kill -> screen.err().println("  kill -9 " + kill));
        return differences;
    }

    private void checkContent(String when) throws Exception {
        report.check(
                "a strong scan equals the input exactly" + when,
                () -> check.scan(Consistency.STRONG));
        report.check("each section's packages come in order, page by page" + when, check::queries);
    }

    /// The node loses its disk. Then another one is killed: what is left can only serve if the
    /// wiped one was rebuilt.
    private void wipe(ServerProcess node) throws Exception {
        report.step(
                "a node loses its disk and is rebuilt from its peers",
                () -> {
                    String lost = view.storage(node.name());
                    node.kill();
                    FolderContent.delete(node.data());
                    node.start();
                    node.awaitReady(READY_PATIENCE);
                    view.awaitRebuilt(node.name(), lost, REPLICATION, READY_PATIENCE);
                });
        ServerProcess other = cluster.servers(Role.NODE).getFirst();
        other.kill();
        report.check(
                "with another node killed, the rebuilt one carries the majority",
                () -> check.scan(Consistency.STRONG));
        report.check("eventual reads come to the same", this::eventualScan);
        report.step(
                "the killed node catches up",
                () -> {
                    other.start();
                    other.awaitReady(READY_PATIENCE);
                    view.awaitWhole(REPLICATION, READY_PATIENCE);
                });
    }

    private List<String> eventualScan() throws InterruptedException {
        List<String> differences = check.scan(Consistency.EVENTUAL);
        for (int i = 1; i < EVENTUAL_ATTEMPTS_MAX && !differences.isEmpty(); i++) {
            Thread.sleep(EVENTUAL_PAUSE_MILLIS);
            differences = check.scan(Consistency.EVENTUAL);
        }
        return differences;
    }

    private void loseControlPlane() throws Exception {
        cluster.servers(Role.CONTROL_PLANE).forEach(ServerProcess::kill);
        report.check("with every control plane killed, writes and reads go on", this::probe);
        report.step(
                "the control planes start again",
                () -> {
                    // All at once: one alone is no majority and never becomes ready.
                    cluster.servers(Role.CONTROL_PLANE).forEach(ServerProcess::start);
                    cluster.servers(Role.CONTROL_PLANE)
                            .forEach(server -> server.awaitReady(READY_PATIENCE));
                });
    }

    /// Writes items of its own, reads them, and removes them.
    private List<String> probe() {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            Item key =
                    Item.of(ExpectedTable.PARTITION_KEY, AttributeValue.of("kvasir-tour"))
                            .with(ExpectedTable.SORT_KEY, AttributeValue.of("probe-" + i));
            Item item = key.with("Number", AttributeValue.of(i));
            client.put(PutItem.into(TABLE, item));
            Optional<Item> read = client.get(GetItem.from(TABLE, key).strong()).item();
            if (!read.equals(Optional.of(item))) {
                differences.add("wrote " + item + " and read " + read);
            }
            client.delete(DeleteItem.from(TABLE, key));
        }
        differences.addAll(check.scan(Consistency.STRONG));
        return differences;
    }
}
