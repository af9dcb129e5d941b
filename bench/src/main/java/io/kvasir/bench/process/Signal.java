package io.kvasir.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Signals to processes, by number, that Java has no word for.
public enum Signal {
    /// The process stands still until `CONTINUE`: a server that is not measured must not run.
    STOP("-STOP"),
    CONTINUE("-CONT");

    private final String flag;

    Signal(String flag) {
        this.flag = flag;
    }

    /// To each process and to those it started.
    public void send(Collection<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", flag));
        for (long pid : pids) {
            command.add(Long.toString(pid));
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(child -> command.add(Long.toString(child.pid())));
        }
        if (command.size() == 2) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
