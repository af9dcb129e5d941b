package io.kvasir.cli.option;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.Session;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A session: reads that see what earlier requests of it wrote or saw.
public final class SessionOption {
    private static final String NEW = "new";

    @Option(
            names = "--session",
            paramLabel = "new|TOKEN",
            description =
                    "Begin a session, or go on with one; its next token is printed on standard"
                            + " error.")
    private @Nullable String token;

    private @Nullable Session session;

    /// The session asked for; the same one each time.
    public Optional<Session> open() {
        String given = token;
        if (given != null && session == null) {
            session = given.equals(NEW) ? Session.start() : Session.resume(decoded(given));
        }
        return Optional.ofNullable(session);
    }

    public void printToken(Screen screen) {
        open().ifPresent(line ->
                screen.err()
                        .println(
                                "session: "
                                        + Base64.getUrlEncoder()
                                                .withoutPadding()
                                                .encodeToString(line.token())));
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException("--session: not a token that a command printed");
        }
    }
}
