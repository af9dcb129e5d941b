package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.store.Space;
import java.nio.charset.StandardCharsets;

/// Where what is remembered under client request tokens stands: under the escaped global key and
/// the token, so that a range of keys has its tokens in one range: a 00 in the key becomes 00 FF,
/// and 00 with another octet ends it.
final class TokenKey {
    private static final int BYTES_EXPECTED = 64;
    private static final int ESCAPE = 0x00;
    private static final int ESCAPED_ZERO = 0xFF;

    /// No key at all before it: the names that transactions in this partition had.
    private static final int NAME = 0x00;

    private static final int WRITE = 0x01;
    private static final int TRANSACTION = 0x02;

    private static final Bytes NAMES = Space.TOKEN.key(Bytes.ofOwned(new byte[] {ESCAPE, NAME}));

    private TokenKey() {}

    static Bytes ofWrite(Bytes globalKey, String token) {
        return key(globalKey, WRITE, Bytes.ofOwned(token.getBytes(StandardCharsets.UTF_8)));
    }

    static Bytes ofTransaction(Bytes home, Bytes name) {
        return key(home, TRANSACTION, name);
    }

    static Bytes ofName(Bytes name) {
        return key(Bytes.EMPTY, NAME, name);
    }

    /// Whether a name stands under this key of the store: it belongs to no range of global keys.
    static boolean isName(Bytes storeKey) {
        return storeKey.startsWith(NAMES);
    }

    private static Bytes key(Bytes globalKey, int end, Bytes name) {
        ByteWriter inner = new ByteWriter(globalKey.length() + BYTES_EXPECTED);
        escape(globalKey, inner);
        inner.octet(ESCAPE).octet(end).raw(name);
        return Space.TOKEN.key(Bytes.ofOwned(inner.toArray()));
    }

    static KeyRange range(KeyRange globalKeys) {
        Bytes end = globalKeys.end();
        return Space.TOKEN.range(
                new KeyRange(escaped(globalKeys.start()), end == null ? null : escaped(end)));
    }

    private static Bytes escaped(Bytes globalKey) {
        ByteWriter writer = new ByteWriter(globalKey.length() + BYTES_EXPECTED);
        escape(globalKey, writer);
        return Bytes.ofOwned(writer.toArray());
    }

    private static void escape(Bytes globalKey, ByteWriter into) {
        for (byte b : globalKey.array()) {
            into.octet(b);
            if (b == ESCAPE) {
                into.octet(ESCAPED_ZERO);
            }
        }
    }
}
