package io.kvasir.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.model.error.InvalidArgumentException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {
    @TempDir Path folder;

    @Test
    void aClusterIsFoundAgainByItsFolder() {
        LocalCluster made =
                LocalCluster.create(
                        folder, LocalLayout.of(3, 4, 2), new LoopbackPorts(new Random(1)));

        LocalCluster found = LocalCluster.open(folder);

        assertThat(found.servers())
                .extracting(ServerProcess::name)
                .containsExactly(
                        "control-plane-1",
                        "control-plane-2",
                        "control-plane-3",
                        "node-1",
                        "node-2",
                        "node-3",
                        "node-4",
                        "router-1",
                        "router-2");
        assertThat(found.endpoints()).hasSize(2).isEqualTo(made.endpoints());
        assertThat(found.servers()).noneMatch(ServerProcess::isRunning);
    }

    @Test
    void everyServerHasPortsOfItsOwn() {
        LocalCluster cluster =
                LocalCluster.create(
                        folder, LocalLayout.of(3, 3, 1), new LoopbackPorts(new Random(1)));

        assertThat(cluster.servers())
                .extracting(server -> server.setting("http-port"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSettingCanBeChangedForTheNextStart() {
        LocalCluster cluster =
                LocalCluster.create(
                        folder, LocalLayout.of(1, 1, 1), new LoopbackPorts(new Random(1)));
        ServerProcess router = cluster.servers(Role.ROUTER).getFirst();

        router.change("grpc-port", "7400");

        assertThat(LocalCluster.open(folder).endpoints()).containsExactly("127.0.0.1:7400");
    }

    @Test
    void aFolderIsNotGivenASecondCluster() {
        LocalCluster.create(folder, LocalLayout.of(1, 1, 1), new LoopbackPorts(new Random(1)));

        assertThatThrownBy(() ->
                        LocalCluster.create(
                                folder, LocalLayout.of(1, 1, 1), new LoopbackPorts(new Random(1))))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aLayoutThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new LocalLayout(1, 2, 1, 3, 0, 0, 0))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("replication is 3");
    }
}
