package io.kvasir.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Free ports on loopback, for servers that are killed and started again on the same ones: outside
/// the range from which the system serves outgoing connections, which could otherwise sit on the
/// port of a server that is down.
public final class LoopbackPorts {
    private static final int PORT_MIN = 10_240;
    private static final int PORT_MAX = 32_000;
    private static final int ATTEMPTS_MAX = 10_000;

    private final RandomGenerator dice;
    private final Set<Integer> given = new HashSet<>();

    public LoopbackPorts(RandomGenerator dice) {
        this.dice = dice;
    }

    /// One that nothing listens on and that was not given before.
    public int next() {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            int port = dice.nextInt(PORT_MIN, PORT_MAX);
            if (given.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found from " + PORT_MIN + " to " + PORT_MAX);
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
