package io.kvasir.router.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Secrets by access key id, from a file: one pair on each line, divided by blanks; `#` begins a
/// comment.
public final class CredentialsFile {
    private CredentialsFile() {}

    /// @throws UncheckedIOException where the file cannot be read
    /// @throws IllegalArgumentException where a line is no pair, an id comes twice, or there is
    ///   none
    public static Map<String, String> read(Path file) {
        Map<String, String> secrets = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("credentials file " + file + " cannot be read", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] pair = line.split("\\s+", -1);
            if (pair.length != 2 || secrets.putIfAbsent(pair[0], pair[1]) != null) {
                // The line itself holds a secret.
                throw new IllegalArgumentException(
                        "credentials file "
                                + file
                                + ", line "
                                + (i + 1)
                                + " must be a new access key id and its secret, divided by blanks");
            }
        }
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    "credentials file " + file + " holds no credentials");
        }
        return secrets;
    }
}
