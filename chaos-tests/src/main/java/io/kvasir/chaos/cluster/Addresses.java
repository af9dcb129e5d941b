package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Settings of servers that were made for loopback, changed for a network where each server has an
/// address of its own.
final class Addresses {
    private static final int SECOND_OCTET = 213;
    private static final int OCTETS = 250;
    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern PORT = Pattern.compile("(?m)^[a-z]+-port: (\\d+)$");

    private Addresses() {}

    /// A network of 256 addresses that this machine does not use.
    ///
    /// @return what they begin with, up to their last point
    static String freeSubnet() {
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

    /// Lets every server listen on its own address and know the others by theirs.
    ///
    /// @param addresses by the server's name
    static void give(LocalCluster servers, Map<String, String> addresses) {
        Map<String, String> byPort = new LinkedHashMap<>();
        for (ServerProcess server : servers.servers()) {
            Matcher ports = PORT.matcher(settings(server));
            while (ports.find()) {
                byPort.put(ports.group(1), of(addresses, server.name()));
            }
        }
        for (ServerProcess server : servers.servers()) {
            move(server, byPort);
            server.change("host", of(addresses, server.name()));
        }
    }

    /// @throws IllegalArgumentException where nothing has the name
    static String of(Map<String, String> addresses, String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("nothing in this network is named " + name);
        }
        return address;
    }

    private static void move(ServerProcess server, Map<String, String> byPort) {
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
    }

    private static String settings(ServerProcess server) {
        try {
            return Files.readString(server.settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
