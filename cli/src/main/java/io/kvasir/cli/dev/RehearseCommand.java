package io.kvasir.cli.dev;

import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.cli.server.LibraryLogs;
import io.kvasir.client.DeleteItem;
import io.kvasir.client.GetItem;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.client.Query;
import io.kvasir.client.Scan;
import io.kvasir.client.UpdateItem;
import io.kvasir.model.item.AttributeValue.NumberValue;
import io.kvasir.model.item.AttributeValue.StringValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Does once what servers and clients do when they start and first serve, and ends. The virtual
/// machine watches and keeps what it learned, so that later starts are quicker.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Starts a cluster, uses it a little and ends: for -XX:AOTCacheOutput.")
public final class RehearseCommand implements Callable<Integer> {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final int NODES = 3;
    private static final String TABLE = "Rehearsal";
    private static final String PART = "p";
    private static final String SORT = "s";

    @Option(names = "--rounds", defaultValue = "40")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("kvasir-rehearsal-");
        System.setProperty("kvasir.log.file", folder.resolve("kvasir.log").toString());
        System.setProperty("kvasir.log.appender", "file");
        LibraryLogs.join();
        try {
            LocalCluster cluster =
                    LocalCluster.create(
                            folder,
                            LocalLayout.of(1, NODES, 1),
                            new LoopbackPorts(new SecureRandom()));
            try (RunningCluster _ = RunningCluster.start(cluster, FolderLock.take(folder))) {
                cluster.servers().forEach(server -> server.awaitServing(READY_PATIENCE));
                rehearse(cluster, KvasirClient.builder());
                rehearse(cluster, KvasirClient.builder().direct());
                ask(cluster.servers(Role.ROUTER).getFirst());
            }
        } finally {
            FolderContent.delete(folder);
        }
        return 0;
    }

    private void rehearse(LocalCluster cluster, KvasirClient.Builder builder) {
        try (KvasirClient client = builder.endpoints(cluster.endpoints()).build()) {
            if (!client.listTables().contains(TABLE)) {
                client.createTable(TABLE, KeySchema.of(PART, KeyType.S, SORT, KeyType.N));
            }
            for (int i = 0; i < rounds; i++) {
                Item key = key(i);
                client.put(PutItem.into(TABLE, key.with("v", new StringValue("value"))));
                client.get(GetItem.from(TABLE, key).strong());
                client.get(GetItem.from(TABLE, key));
                client.update(
                        UpdateItem.in(TABLE, key)
                                .add("n", new NumberValue(Decimal.of(1)))
                                .onlyIfExists(PART));
                client.query(Query.of(TABLE, PART, new StringValue("part")).limit(2));
            }
            client.scan(Scan.of(TABLE).limit(2));
            client.delete(DeleteItem.from(TABLE, key(0)));
            client.describeCluster();
        }
    }

    private static Item key(int number) {
        return Item.of(PART, new StringValue("part"))
                .with(SORT, new NumberValue(Decimal.of(number)));
    }

    /// What it answers does not matter.
    private static void ask(ServerProcess router) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + router.setting("dynamodb-port") + "/");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address)
                            .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build();
            http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
