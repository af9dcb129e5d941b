package io.kvasir.cli.local;

import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How many servers of each kind, and the ports of the first router.
///
/// @param replication replicas of each partition
/// @param grpcPort of the first router, as the two other ports; 0: any free one
public record LocalLayout(
        int controlPlanes,
        int nodes,
        int routers,
        int replication,
        int grpcPort,
        int httpPort,
        int dynamodbPort) {
    static final String HOST = "127.0.0.1";
    private static final int SERVERS_MAX = 32;

    public LocalLayout {
        if (controlPlanes < 1 || nodes < 1 || routers < 1 || replication < 1) {
            throw new InvalidArgumentException("a cluster has at least one server of each kind");
        }
        if (replication > nodes) {
            throw new InvalidArgumentException(
                    "replication is " + replication + "; there are only " + nodes + " nodes");
        }
        if (controlPlanes + nodes + routers > SERVERS_MAX) {
            throw new InvalidArgumentException(
                    "a local cluster has at most " + SERVERS_MAX + " servers");
        }
    }

    /// With as many replicas as nodes allow, three at most, and any free ports.
    public static LocalLayout of(int controlPlanes, int nodes, int routers) {
        return new LocalLayout(controlPlanes, nodes, routers, Math.min(3, nodes), 0, 0, 0);
    }

    /// Settings of all servers by name; the names are also the servers' ids.
    SequencedMap<String, SequencedMap<String, String>> settings(LoopbackPorts ports) {
        SequencedMap<String, SequencedMap<String, String>> servers = new LinkedHashMap<>();
        List<String> peers = new ArrayList<>();
        List<String> controlAddresses = new ArrayList<>();
        for (int i = 1; i <= controlPlanes; i++) {
            SequencedMap<String, String> settings = new LinkedHashMap<>();
            String id = name(Role.CONTROL_PLANE, i);
            String grpc = Integer.toString(ports.next());
            String raft = Integer.toString(ports.next());
            settings.put("id", id);
            settings.put("grpc-port", grpc);
            settings.put("raft-port", raft);
            settings.put("http-port", Integer.toString(ports.next()));
            settings.put("replication-factor", Integer.toString(replication));
            settings.put("initial-nodes", Integer.toString(nodes));
            peers.add(id + "@" + HOST + ":" + grpc + "/" + HOST + ":" + raft);
            controlAddresses.add(HOST + ":" + grpc);
            servers.put(id, settings);
        }
        servers.sequencedValues().forEach(each -> each.put("peers", String.join(",", peers)));
        String control = String.join(",", controlAddresses);
        for (int i = 1; i <= nodes; i++) {
            servers.put(name(Role.NODE, i), node(i, control, ports));
        }
        for (int i = 1; i <= routers; i++) {
            servers.put(name(Role.ROUTER, i), router(i, control, ports));
        }
        return servers;
    }

    private static SequencedMap<String, String> node(int i, String control, LoopbackPorts ports) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("id", name(Role.NODE, i));
        settings.put("storage-port", Integer.toString(ports.next()));
        settings.put("raft-port", Integer.toString(ports.next()));
        settings.put("http-port", Integer.toString(ports.next()));
        settings.put("control-planes", control);
        // All share one machine.
        settings.put("block-cache", "96MB");
        settings.put("write-buffer", "48MB");
        return settings;
    }

    private SequencedMap<String, String> router(int i, String control, LoopbackPorts ports) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        boolean first = i == 1;
        settings.put("id", name(Role.ROUTER, i));
        settings.put("grpc-port", port(first ? grpcPort : 0, ports));
        settings.put("http-port", port(first ? httpPort : 0, ports));
        settings.put("dynamodb-port", port(first ? dynamodbPort : 0, ports));
        settings.put("control-planes", control);
        return settings;
    }

    private static String port(int wanted, LoopbackPorts ports) {
        return Integer.toString(wanted == 0 ? ports.next() : wanted);
    }

    private static String name(Role role, int number) {
        return role.command() + "-" + number;
    }
}
