package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.store.Checksum;
import java.util.Optional;

/// The remembered outcome of a write with a client request token.
public record TokenRecord(long fingerprint, long expiresAtMs, WriteOutcome outcome) {
    private static final int FORMAT = 1;
    private static final int BYTES_EXPECTED = 64;

    static Bytes key(Bytes globalKey, String token) {
        return TokenKey.ofWrite(globalKey, token);
    }

    /// The tokens of a range of global keys.
    static KeyRange range(KeyRange globalKeys) {
        return TokenKey.range(globalKeys);
    }

    boolean isExpiredAt(long nowMs) {
        return nowMs >= expiresAtMs;
    }

    Bytes encode(Bytes key) {
        ByteWriter value =
                new ByteWriter(BYTES_EXPECTED)
                        .skip(Checksum.BYTES)
                        .octet(FORMAT)
                        .fixed64(fingerprint)
                        .varint(expiresAtMs);
        switch (outcome) {
            case WriteOutcome.Done done -> {
                value.varint(0).varint(done.version());
                value.varint(done.oldSizeBytes()).varint(done.newSizeBytes());
                attributes(done.attributes(), value);
            }
            case WriteOutcome.Failed failed -> {
                value.varint(failed.code().number()).text(failed.message());
                value.varint(failed.oldSizeBytes());
                attributes(failed.attributes(), value);
            }
            case WriteOutcome.Conflicted _ ->
                    throw new IllegalStateException(
                            "a conflict is not remembered: nothing was decided");
        }
        return Checksum.seal(key, value.toArray());
    }

    private static void attributes(Optional<Bytes> attributes, ByteWriter into) {
        into.octet(attributes.isPresent() ? 1 : 0);
        attributes.ifPresent(into::raw);
    }

    /// @throws io.kvasir.node.store.CorruptionException where the value is damaged
    static TokenRecord decode(Bytes key, Bytes value) {
        ByteReader reader = new ByteReader(Checksum.verified(key, value)).skip(Checksum.BYTES + 1);
        long fingerprint = reader.fixed64();
        long expiresAtMs = reader.varint();
        int code = reader.varint32();
        WriteOutcome outcome;
        if (code == 0) {
            long version = reader.varint();
            int oldSize = reader.varint32();
            outcome =
                    new WriteOutcome.Done(version, oldSize, reader.varint32(), attributes(reader));
        } else {
            String message = reader.text();
            int oldSize = reader.varint32();
            outcome =
                    new WriteOutcome.Failed(
                            ErrorCode.of(code), message, attributes(reader), oldSize);
        }
        return new TokenRecord(fingerprint, expiresAtMs, outcome);
    }

    private static Optional<Bytes> attributes(ByteReader reader) {
        return reader.octet() == 1 ? Optional.of(reader.rest()) : Optional.empty();
    }
}
