package io.kvasir.chaos.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// Cuts links by packet filters inside the servers' own network namespaces: nothing of the
/// machine's own network is touched.
final class PacketFilters implements Network {
    private final Map<String, String> addresses;
    private final Function<String, Optional<Path>> namespaces;
    private final List<PacketDelay> delays = new ArrayList<>();

    /// What was done since the last healing, by server: a namespace that is made anew has lost it.
    private final SequencedMap<String, List<List<String>>> rules = new LinkedHashMap<>();

    /// @param addresses by name, those of servers and of the clients
    /// @param namespaces the file of a server's namespace; empty while it has none
    PacketFilters(Map<String, String> addresses, Function<String, Optional<Path>> namespaces) {
        this.addresses = addresses;
        this.namespaces = namespaces;
    }

    /// The command that runs another in a server's namespace; empty while it has none.
    private Optional<List<String>> enter(String server) {
        return namespaces.apply(server).map(file -> List.of("nsenter", "--net=" + file));
    }

    @Override
    public void cut(String from, String to) {
        if (to.equals(CLIENTS)) {
            filter(from, "-A", "OUTPUT", "-d", Addresses.of(addresses, to), "-j", "DROP");
        } else {
            filter(to, "-A", "INPUT", "-s", Addresses.of(addresses, from), "-j", "DROP");
        }
    }

    @Override
    public void lose(String server, int percent) {
        String share = "0." + (percent < 10 ? "0" : "") + percent;
        for (String chain : List.of("INPUT", "OUTPUT")) {
            filter(
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
    public void slow(String server, int kilobytesPerSecond, int burstBytes, int queueMillis) {
        run(
                server,
                List.of(
                        "tc",
                        "qdisc",
                        "replace",
                        "dev",
                        "eth0",
                        "root",
                        "tbf",
                        "rate",
                        kilobytesPerSecond + "kbps",
                        "burst",
                        Integer.toString(burstBytes),
                        "latency",
                        queueMillis + "ms"));
    }

    /// A server whose namespace is new sends at once: nothing holds its packets back then.
    @Override
    public void delay(String server, int millisMin, int millisMax) {
        Optional<Path> namespace = namespaces.apply(server);
        if (namespace.isPresent()) {
            delays.add(new PacketDelay(namespace.get(), millisMin, millisMax));
            filter(
                    server,
                    "-A",
                    "OUTPUT",
                    "!",
                    "-o",
                    "lo",
                    "-j",
                    "NFQUEUE",
                    "--queue-num",
                    "0",
                    "--queue-bypass");
        }
    }

    @Override
    public void healAll() {
        rules.clear();
        for (String server : addresses.keySet()) {
            if (!server.equals(CLIENTS)) {
                enter(server)
                        .ifPresent(entered -> {
                            Shell.run(joined(entered, List.of("iptables", "-w", "-F")));
                            // There may be none.
                            Shell.run(
                                    joined(
                                            entered,
                                            List.of(
                                                    "/bin/sh",
                                                    "-c",
                                                    "tc qdisc del dev eth0 root 2>/dev/null"
                                                            + " || true")));
                        });
            }
        }
        delays.forEach(PacketDelay::close);
        delays.clear();
    }

    /// Does again what was done to a server whose namespace is new.
    void again(String server) {
        for (List<String> rule : rules.getOrDefault(server, List.of())) {
            enter(server).ifPresent(entered -> Shell.run(joined(entered, rule)));
        }
    }

    private void filter(String server, String... arguments) {
        List<String> rule = new ArrayList<>(List.of("iptables", "-w"));
        rule.addAll(List.of(arguments));
        run(server, rule);
    }

    private void run(String server, List<String> rule) {
        rules.computeIfAbsent(server, _ -> new ArrayList<>()).add(rule);
        enter(server).ifPresent(entered -> Shell.run(joined(entered, rule)));
    }

    private static String[] joined(List<String> entered, List<String> command) {
        List<String> all = new ArrayList<>(entered);
        all.addAll(command);
        return all.toArray(String[]::new);
    }
}
