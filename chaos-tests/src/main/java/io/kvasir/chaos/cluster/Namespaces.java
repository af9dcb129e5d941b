package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Each server in a Linux network namespace of its own, joined by a bridge in one more; this
/// process reaches them through a link from outside. Links are cut inside the servers' namespaces,
/// so nothing of the machine's own network is touched but that one link's address.
public final class Namespaces implements Backend, Network {
    private static final int SECOND_OCTET = 213;
    private static final int OCTETS = 250;
    private static final int CLIENTS_ADDRESS = 254;
    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern PORT = Pattern.compile("(?m)^[a-z]+-port: (\\d+)$");

    private final String tag = "kv" + ProcessHandle.current().pid() % 100_000;
    private final String hub = tag + "-hub";
    private final String subnet;
    private final SequencedMap<String, String> addresses = new LinkedHashMap<>();
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
        return new Namespaces(freeSubnet());
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
        return Optional.empty();
    }

    private static String freeSubnet() {
        String used = Shell.run("ip", "-4", "-o", "addr") + Shell.run("ip", "-4", "route");
        int first = (int) (ProcessHandle.current().pid() % OCTETS);
        for (int i = 0; i < OCTETS; i++) {
            String subnet = "10." + SECOND_OCTET + "." + (first + i) % OCTETS + ".";
            if (!used.contains(subnet)) {
                return subnet;
            }
        }
        throw new IllegalStateException("no free network below 10." + SECOND_OCTET);
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
        Map<String, String> byPort = new LinkedHashMap<>();
        for (ServerProcess server : servers.servers()) {
            Matcher ports = PORT.matcher(settings(server));
            while (ports.find()) {
                byPort.put(ports.group(1), address(server.name()));
            }
        }
        servers.servers().forEach(server -> move(server, byPort));
    }

    private void joinClients() {
        String outside = tag + "o";
        ip("link", "add", outside, "type", "veth", "peer", "name", "clients", "netns", hub);
        ip("-n", hub, "link", "set", "clients", "master", "br0", "up");
        ip("addr", "add", subnet + CLIENTS_ADDRESS + "/24", "dev", outside);
        ip("link", "set", outside, "up");
        addresses.put(CLIENTS, subnet + CLIENTS_ADDRESS);
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

    /// Lets a server listen on its own address and know the others by theirs.
    private void move(ServerProcess server, Map<String, String> byPort) {
        String moved =
                LOOPBACK.matcher(settings(server))
                        .replaceAll(found ->
                                byPort.getOrDefault(found.group(1), "127.0.0.1")
                                        + ":"
                                        + found.group(1));
        try {
            Files.writeString(server.settings(), moved);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.change("host", address(server.name()));
        server.launchWith(
                server.launch()
                        .withPrefix(
                                List.of("nsenter", "--net=/run/netns/" + space(server.name()))));
    }

    private static String settings(ServerProcess server) {
        try {
            return Files.readString(server.settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String space(String server) {
        return tag + "-" + server;
    }

    private String address(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("nothing in this network is named " + name);
        }
        return address;
    }

    @Override
    public Optional<Network> network() {
        return Optional.of(this);
    }

    @Override
    public void cut(String from, String to) {
        if (to.equals(CLIENTS)) {
            iptables(from, "-A", "OUTPUT", "-d", address(to), "-j", "DROP");
        } else {
            iptables(to, "-A", "INPUT", "-s", address(from), "-j", "DROP");
        }
    }

    @Override
    public void lose(String server, int percent) {
        String share = "0." + (percent < 10 ? "0" : "") + percent;
        for (String chain : List.of("INPUT", "OUTPUT")) {
            iptables(
                    server,
                    "-A",
                    chain,
                    "!",
                    chain.equals("INPUT") ? "-i" : "-o",
                    "lo",
                    "-m",
                    "statistic",
                    "--mode",
                    "random",
                    "--probability",
                    share,
                    "-j",
                    "DROP");
        }
    }

    @Override
    public void healAll() {
        addresses.keySet().stream()
                .filter(name -> !name.equals(CLIENTS))
                .forEach(server -> iptables(server, "-F"));
    }

    private void iptables(String server, String... arguments) {
        Shell.run(
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(
                                        "ip", "netns", "exec", space(server), "iptables", "-w"),
                                java.util.stream.Stream.of(arguments))
                        .toArray(String[]::new));
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
        // With a namespace go its ends of links, and with them the other ends.
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
