package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a supervisor does for servers in production, where it is called for: a node that meets
/// damage in a table of its store while it runs ends itself, and sets the partition aside when it
/// starts again. Whatever else ends by itself is left as it is, for the run to fail.
public final class Supervision {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final int TAIL_CHARS = 32_768;
    private static final String RECORD = "\ntime=";

    private Supervision() {}

    /// Starts those that do not run, and waits until all serve.
    ///
    /// @return who had to be started again, in words; empty where nobody
    /// @throws IllegalStateException where one does not serve in time, or ended by itself
    public static String started(List<ServerProcess> servers) {
        servers.forEach(ServerProcess::start);
        List<String> revived = new ArrayList<>();
        for (ServerProcess server : servers) {
            try {
                server.awaitReady(READY_PATIENCE);
            } catch (IllegalStateException e) {
                if (!hasEndedOverDamage(server)) {
                    throw e;
                }
                revived.add(server.name());
                server.start();
                server.awaitReady(READY_PATIENCE);
            }
        }
        return revived.isEmpty() ? "" : said(revived);
    }

    /// Starts those again that have ended themselves over damage.
    ///
    /// @return who that was, in words; empty where nobody
    public static String revived(List<ServerProcess> servers) {
        List<ServerProcess> ended =
                servers.stream().filter(Supervision::hasEndedOverDamage).toList();
        return ended.isEmpty()
                ? ""
                : said(ended.stream().map(ServerProcess::name).toList()) + started(ended);
    }

    private static String said(List<String> names) {
        return String.join(", ", names)
                + " ended itself over a damaged table and was started again";
    }

    /// The last thing that the server said.
    private static boolean hasEndedOverDamage(ServerProcess server) {
        if (server.isRunning()) {
            return false;
        }
        String tail = server.logTail(TAIL_CHARS);
        String last = tail.substring(Math.max(0, tail.lastIndexOf(RECORD)));
        return last.contains("logger=FatalHandler") && last.contains("CorruptionException");
    }
}
