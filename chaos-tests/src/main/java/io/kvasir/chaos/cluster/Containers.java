package io.kvasir.chaos.cluster;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.Starter.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/// Each server in a container of its own, all on one private network that leads nowhere else. The
/// engine runs on this machine: a server's process is one of this machine's, and so is killed,
/// stopped and throttled as any other; its folder is its container's too. Each start is that of a
/// new container.
public final class Containers implements Backend {
    private static final String NO_REAPER = "TESTCONTAINERS_RYUK_DISABLED";
    private static final String HOST = "TESTCONTAINERS_HOST_OVERRIDE";
    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final int GATEWAY = 254;
    private static final String FOLDER_LABEL = "io.kvasir.verify.folder";

    /// The shell becomes the server: what is started is the container's first process.
    private static final List<String> LOGGED =
            List.of("/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1");

    private final SequencedMap<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
    private final Map<String, Long> processes = new LinkedHashMap<>();
    private final PacketFilters filters = new PacketFilters(addresses, this::namespace);
    private Optional<org.testcontainers.containers.Network> network = Optional.empty();
    private String image = "";

    private Containers() {}

    /// @throws IllegalStateException where this machine or user cannot make them, with the reason
    public static Containers make() {
        missing()
                .ifPresent(reason -> {
                    throw new IllegalStateException("backend containers: " + reason);
                });
        return new Containers();
    }

    /// What is lacking for this back end; empty where nothing is.
    public static Optional<String> missing() {
        if (!Shell.isRoot()) {
            return Optional.of("only root may enter the containers' network namespaces");
        }
        for (String command : List.of("ip", "iptables", "nsenter", "tc")) {
            if (!Shell.has(command)) {
                return Optional.of(
                        "the command "
                                + command
                                + " is missing (Debian: iproute2, iptables, util-linux)");
            }
        }
        if (!Files.exists(SOCKET)) {
            return Optional.of("no Docker engine listens at " + SOCKET + " (Debian: docker.io)");
        }
        if (!Boolean.parseBoolean(System.getenv(NO_REAPER)) || System.getenv(HOST) == null) {
            return Optional.of(
                    "the environment lacks %s=true or %s=localhost: Testcontainers would fetch"
                                    .formatted(NO_REAPER, HOST)
                            + " images of its own");
        }
        return ContainerImages.missing();
    }

    @Override
    public String name() {
        return "containers";
    }

    @Override
    public void prepare(LocalCluster servers) {
        String subnet = Addresses.freeSubnet();
        image =
                new ContainerImages(DockerClientFactory.instance().client())
                        .servers(servers.folder());
        int number = 1;
        for (ServerProcess server : servers.servers()) {
            addresses.put(server.name(), subnet + number++);
        }
        addresses.put(Network.CLIENTS, subnet + GATEWAY);
        network =
                Optional.of(
                        org.testcontainers.containers.Network.builder()
                                .createNetworkCmdModifier(command -> isolate(command, subnet))
                                .build());
        Addresses.give(servers, addresses);
        servers.servers()
                .forEach(server -> server.launchWith(server.launch().withStarter(this::start)));
    }

    /// Clients of this process come from the gateway's address.
    private static void isolate(CreateNetworkCmd command, String subnet) {
        command.withInternal(true)
                .withIpam(
                        new com.github.dockerjava.api.model.Network.Ipam()
                                .withConfig(
                                        new com.github.dockerjava.api.model.Network.Ipam.Config()
                                                .withSubnet(subnet + "0/24")
                                                .withGateway(subnet + GATEWAY)));
    }

    private synchronized long start(ServerProcess server, Program program) {
        remove(server.name());
        List<String> command = new ArrayList<>(List.of(server.log().toString()));
        command.add(ContainerImages.JAVA);
        command.addAll(program.javaOptions());
        command.addAll(List.of("-cp", ContainerImages.classPath()));
        command.addAll(program.arguments());
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withNetwork(network.orElseThrow())
                        .withEnv(program.environment())
                        .withCommand(command.toArray(String[]::new))
                        .withCreateContainerCmdModifier(create -> shape(create, server));
        containers.put(server.name(), container);
        container.start();
        long process =
                Optional.ofNullable(container.getCurrentContainerInfo().getState().getPidLong())
                        .orElseThrow();
        if (process == 0) {
            throw new IllegalStateException(server.name() + " ended at once: " + server.logTail());
        }
        processes.put(server.name(), process);
        filters.again(server.name());
        return process;
    }

    private void shape(CreateContainerCmd create, ServerProcess server) {
        String folder = String.valueOf(server.settings().getParent());
        HostConfig host = Optional.ofNullable(create.getHostConfig()).orElseThrow();
        create.withHostConfig(host.withBinds(new Bind(folder, new Volume(folder))))
                .withEntrypoint(LOGGED)
                .withHostName(server.name())
                .withIpv4Address(Addresses.of(addresses, server.name()));
        Map<String, String> labels = new LinkedHashMap<>();
        Optional.ofNullable(create.getLabels()).ifPresent(labels::putAll);
        labels.put(FOLDER_LABEL, folder);
        create.withLabels(labels);
    }

    private synchronized Optional<Path> namespace(String server) {
        return Optional.ofNullable(processes.get(server))
                .map(process -> Path.of("/proc/" + process + "/ns/net"))
                .filter(Files::exists);
    }

    @Override
    public Optional<Network> network() {
        return Optional.of(filters);
    }

    private void remove(String server) {
        processes.remove(server);
        GenericContainer<?> container = containers.remove(server);
        if (container != null) {
            try {
                container.stop();
            } catch (NotFoundException e) {
                // When this process ends, Testcontainers may have been quicker.
            }
        }
    }

    @Override
    public synchronized void close() {
        List.copyOf(containers.keySet()).forEach(this::remove);
        network.ifPresent(org.testcontainers.containers.Network::close);
        network = Optional.empty();
    }
}
