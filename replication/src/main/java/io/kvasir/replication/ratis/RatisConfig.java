package io.kvasir.replication.ratis;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.partition.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Everything the log of one process can be told. All members of a group must agree on
/// `entryBytesMax`, and it may never be lowered: a longer entry in a log could no longer be read.
///
/// @param self this process's replica identity, which is also its Raft peer id
/// @param listenHost address to bind; empty binds all
/// @param listenPort port to bind; 0 lets the system choose
/// @param directory where logs live, owned by this server alone
/// @param electionTimeoutMin,electionTimeoutMax a follower that heard no leader for a random time
///   between them starts an election; heartbeats go out at about a quarter to half of the minimum
/// @param entryBytesMax longest entry that `append` takes
/// @param flush when the state machine is asked to flush
/// @param entriesKept entries left in the log behind its end for followers that are late
/// @param purgeEntriesMin a purge that would free fewer entries is left out
/// @param installsMax copies that this process pulls at a time, over all groups
/// @param installPause first pause after a failed copy; doubles up to 32 times this
/// @param appendWait how long an append whose leadership was lost waits for its fate
/// @param tls certificates for the transport; empty means plain text
public record RatisConfig(
        ReplicaId self,
        String listenHost,
        int listenPort,
        Path directory,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        int entryBytesMax,
        Flush flush,
        long entriesKept,
        int purgeEntriesMin,
        int installsMax,
        Duration installPause,
        Duration appendWait,
        Optional<Tls> tls) {
    public static final int ENTRY_BYTES_MAX = (1 << 20) - RatisSettings.ENTRY_OVERHEAD_BYTES;

    /// The state machine is flushed after so many entries or bytes applied since the last time, or
    /// after so long where anything was applied.
    public record Flush(long entries, long logBytes, Duration interval) {
        public static final Flush DEFAULT = new Flush(50_000, 64L << 20, Duration.ofMinutes(5));

        public Flush {
            if (entries < 1 || logBytes < 1 || interval.isNegative() || interval.isZero()) {
                throw new InvalidArgumentException(
                        "flush limits must be positive, but are "
                                + entries
                                + " entries, "
                                + logBytes
                                + " bytes, "
                                + interval);
            }
        }
    }

    /// PEM files. Peers prove themselves to each other with certificates that `trust` signed.
    public record Tls(Path privateKey, Path certificateChain, Path trust) {}

    public RatisConfig {
        if (electionTimeoutMin.toMillis() < 1
                || electionTimeoutMax.compareTo(electionTimeoutMin) <= 0) {
            throw new InvalidArgumentException(
                    "election timeouts must be positive and rise, but are "
                            + electionTimeoutMin
                            + " and "
                            + electionTimeoutMax);
        }
        if (entryBytesMax < 1024 || entryBytesMax > RatisSettings.ENTRY_BYTES_LIMIT) {
            throw new InvalidArgumentException(
                    "entryBytesMax is "
                            + entryBytesMax
                            + "; it must be 1024 to "
                            + RatisSettings.ENTRY_BYTES_LIMIT);
        }
        if (entriesKept < 1 || purgeEntriesMin < 1 || installsMax < 1) {
            throw new InvalidArgumentException(
                    "entriesKept, purgeEntriesMin and installsMax must be positive, but are "
                            + entriesKept
                            + ", "
                            + purgeEntriesMin
                            + ", "
                            + installsMax);
        }
    }

    /// The defaults: election after 1 to 2 s, entries up to 1 MB.
    public static RatisConfig of(ReplicaId self, String host, int port, Path directory) {
        return new RatisConfig(
                self,
                host,
                port,
                directory,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                ENTRY_BYTES_MAX,
                Flush.DEFAULT,
                10_000,
                1024,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Optional.empty());
    }

    public RatisConfig withElectionTimeouts(Duration min, Duration max) {
        return new RatisConfig(
                self,
                listenHost,
                listenPort,
                directory,
                min,
                max,
                entryBytesMax,
                flush,
                entriesKept,
                purgeEntriesMin,
                installsMax,
                installPause,
                appendWait,
                tls);
    }

    public RatisConfig withFlush(Flush limits) {
        return new RatisConfig(
                self,
                listenHost,
                listenPort,
                directory,
                electionTimeoutMin,
                electionTimeoutMax,
                entryBytesMax,
                limits,
                entriesKept,
                purgeEntriesMin,
                installsMax,
                installPause,
                appendWait,
                tls);
    }

    public RatisConfig withLogKept(long entries, int purgeMin) {
        return new RatisConfig(
                self,
                listenHost,
                listenPort,
                directory,
                electionTimeoutMin,
                electionTimeoutMax,
                entryBytesMax,
                flush,
                entries,
                purgeMin,
                installsMax,
                installPause,
                appendWait,
                tls);
    }

    public RatisConfig withInstalls(int max, Duration pause) {
        return new RatisConfig(
                self,
                listenHost,
                listenPort,
                directory,
                electionTimeoutMin,
                electionTimeoutMax,
                entryBytesMax,
                flush,
                entriesKept,
                purgeEntriesMin,
                max,
                pause,
                appendWait,
                tls);
    }

    public RatisConfig withTls(Tls files) {
        return new RatisConfig(
                self,
                listenHost,
                listenPort,
                directory,
                electionTimeoutMin,
                electionTimeoutMax,
                entryBytesMax,
                flush,
                entriesKept,
                purgeEntriesMin,
                installsMax,
                installPause,
                appendWait,
                Optional.of(files));
    }
}
