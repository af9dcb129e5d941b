package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Each server in a Linux network namespace of its own, joined by a bridge in one more; this
/// process reaches them through a link from outside. Links are cut inside the servers' namespaces,
/// so nothing of the machine's own network is touched but that one link's address.
public final class Namespaces implements Backend {
    private static final int CLIENTS_ADDRESS = 254;

    private final String tag = "kv" + ProcessHandle.current().pid() % 100_000;
    private final String hub = tag + "-hub";
    private final String outside = tag + "o";
    private final String subnet;
    private final SequencedMap<String, String> addresses = new LinkedHashMap<>();
    private final PacketFilters filters =
            new PacketFilters(
                    addresses, server -> Optional.of(Path.of("/run/netns", space(server))));
    private boolean open;

    private Namespaces(String subnet) {
        this.subnet = subnet;
    }

    /// @throws IllegalStateException where this machine or user cannot make them, with the reason
    public static Namespaces make() {
        missing()
                .ifPresent(reason -> {
                    throw new IllegalStateException("backend namespaces: " + reason);
                });
        return new Namespaces(Addresses.freeSubnet());
    }

    /// What is lacking for this back end; empty where nothing is.
    public static Optional<String> missing() {
        if (!Shell.isRoot()) {
            return Optional.of("only root can make network namespaces");
        }
        for (String command : List.of("ip", "iptables", "nsenter")) {
            if (!Shell.has(command)) {
                return Optional.of(
                        "the command "
                                + command
                                + " is missing (Debian: iproute2, iptables, util-linux)");
            }
        }
        return Probe.REFUSAL;
    }

    /// Asked once: in a container, root may not be allowed to.
    private static final class Probe {
        private static final Optional<String> REFUSAL = refusal();

        private static Optional<String> refusal() {
            String name = "kvasir-probe-" + ProcessHandle.current().pid();
            Optional<String> refusal = Shell.refusal("ip", "netns", "add", name);
            if (refusal.isPresent()) {
                return refusal;
            }
            try {
                return Shell.refusal("ip", "netns", "exec", name, "iptables", "--list");
            } finally {
                Shell.run("ip", "netns", "del", name);
            }
        }
    }

    @Override
    public String name() {
        return "namespaces";
    }

    @Override
    public void prepare(LocalCluster servers) {
        open = true;
        ip("netns", "add", hub);
        ip("-n", hub, "link", "add", "br0", "type", "bridge");
        ip("-n", hub, "link", "set", "br0", "up");
        joinClients();
        int number = 1;
        for (ServerProcess server : servers.servers()) {
            join(server, number++);
        }
        Addresses.give(servers, addresses);
        servers.servers()
                .forEach(server ->
                        server.launchWith(
                                server.launch()
                                        .withPrefix(
                                                List.of(
                                                        "nsenter",
                                                        "--net=/run/netns/"
                                                                + space(server.name())))));
    }

    private void joinClients() {
        ip("link", "add", outside, "type", "veth", "peer", "name", "clients", "netns", hub);
        ip("-n", hub, "link", "set", "clients", "master", "br0", "up");
        ip("addr", "add", subnet + CLIENTS_ADDRESS + "/24", "dev", outside);
        ip("link", "set", outside, "up");
        addresses.put(Network.CLIENTS, subnet + CLIENTS_ADDRESS);
    }

    private void join(ServerProcess server, int number) {
        String space = space(server.name());
        String port = "p" + number;
        ip("netns", "add", space);
        ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space);
        ip("-n", hub, "link", "set", port, "master", "br0", "up");
        ip("-n", space, "addr", "add", subnet + number + "/24", "dev", "eth0");
        ip("-n", space, "link", "set", "eth0", "up");
        ip("-n", space, "link", "set", "lo", "up");
        addresses.put(server.name(), subnet + number);
    }

    private String space(String server) {
        return tag + "-" + server;
    }

    @Override
    public Optional<Network> network() {
        return Optional.of(filters);
    }

    private static void ip(String... arguments) {
        Shell.run(
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("ip"),
                                java.util.stream.Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        // The kernel removes a namespace's ends of links, and with them the other ends, some time
        // after the namespace; the one outside is to be gone for whoever makes it again.
        Shell.refusal("ip", "link", "del", outside);
        String spaces = Shell.run("ip", "netns", "list");
        for (String space :
                spaces.lines()
                        .map(line -> line.split(" ", 2)[0])
                        .filter(name -> name.startsWith(tag + "-"))
                        .collect(Collectors.toList())) {
            ip("netns", "del", space);
        }
    }
}
