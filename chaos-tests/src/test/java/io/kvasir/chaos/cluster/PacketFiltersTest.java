package io.kvasir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A namespace in which nobody listens: its kernel refuses a connection at once, or late, or its
/// answer never comes.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PacketFiltersTest {
    private static final String SERVER = "server";
    private static final int TIMEOUT_MILLIS = 2_000;

    private final String space = "kvt" + ProcessHandle.current().pid() % 100_000;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private PacketFilters filters;

    @BeforeEach
    void makeNamespace() {
        Optional<String> missing = Namespaces.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        String subnet = Addresses.freeSubnet();
        addresses.put(SERVER, subnet + "1");
        addresses.put(Network.CLIENTS, subnet + "254");
        Shell.run("ip", "netns", "add", space);
        Shell.run(
                "ip", "link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space);
        Shell.run("ip", "addr", "add", subnet + "254/24", "dev", space);
        Shell.run("ip", "link", "set", space, "up");
        Shell.run("ip", "-n", space, "addr", "add", subnet + "1/24", "dev", "eth0");
        Shell.run("ip", "-n", space, "link", "set", "eth0", "up");
        filters = new PacketFilters(addresses, _ -> Optional.of(Path.of("/run/netns", space)));
    }

    @AfterEach
    void removeNamespace() {
        if (Namespaces.missing().isPresent()) {
            return;
        }
        if (filters != null) {
            filters.healAll();
        }
        // Whatever was made, and the link first: with its namespace it would go only some time
        // later.
        Shell.refusal("ip", "link", "del", space);
        Shell.refusal("ip", "netns", "del", space);
    }

    /// @return how long it took until the connection was refused
    private long refusedMillis() throws IOException {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() ->
                            socket.connect(
                                    new InetSocketAddress(addresses.get(SERVER), 9),
                                    TIMEOUT_MILLIS))
                    .isInstanceOf(ConnectException.class);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void aDelayHoldsBackWhatIsSentUntilItIsHealed() throws IOException {
        refusedMillis();
        filters.delay(SERVER, 300, 320);
        assertThat(refusedMillis()).isGreaterThanOrEqualTo(300);
        filters.healAll();
        assertThat(refusedMillis()).isLessThan(300);
    }

    @Test
    void aCutLinkCarriesNothingUntilItIsHealed() throws IOException {
        filters.cut(SERVER, Network.CLIENTS);
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() ->
                            socket.connect(new InetSocketAddress(addresses.get(SERVER), 9), 300))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        filters.healAll();
        refusedMillis();
    }

    @Test
    void aNarrowLinkIsMadeAndHealed() throws IOException {
        filters.slow(SERVER, 20, 16_000, 400);
        assertThat(Shell.run("tc", "-n", space, "qdisc", "show", "dev", "eth0")).contains("tbf");
        refusedMillis();
        filters.healAll();
        assertThat(Shell.run("tc", "-n", space, "qdisc", "show", "dev", "eth0"))
                .doesNotContain("tbf");
    }
}
