package io.kvasir.cli.table;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import java.util.Locale;

/// `name:type` as a command line gives a key attribute; the type may be left out.
final class KeyWord {
    private KeyWord() {}

    static KeyAttribute parse(String word) {
        int at = word.lastIndexOf(':');
        if (at < 0) {
            return new KeyAttribute(word, KeyType.S);
        }
        String type = word.substring(at + 1).toUpperCase(Locale.ROOT);
        return new KeyAttribute(
                word.substring(0, at),
                switch (type) {
                    case "S" -> KeyType.S;
                    case "N" -> KeyType.N;
                    case "B" -> KeyType.B;
                    default ->
                            throw new InvalidArgumentException(
                                    "the type of key '"
                                            + word
                                            + "' is '"
                                            + type
                                            + "'; it must be S, N or B");
                });
    }
}
