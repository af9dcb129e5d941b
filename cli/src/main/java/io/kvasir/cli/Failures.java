package io.kvasir.cli;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ConditionFailedException;
import io.kvasir.client.InvalidRequestException;
import io.kvasir.client.KvasirException;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.runtime.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What a command that failed says, and its exit status. Expected failures get one line; only a bug
/// shows its stack.
final class Failures {
    private static final int NOT_DONE = 1;
    private static final int WRONG_INPUT = 2;
    private static final int CONDITION_FAILED = 3;
    private static final int OUTCOME_UNKNOWN = 4;

    private Failures() {}

    static int report(Screen screen, Exception thrown) {
        return switch (thrown) {
            case ConditionFailedException failed -> say(screen, failed, CONDITION_FAILED);
            case InvalidRequestException invalid -> say(screen, invalid, WRONG_INPUT);
            case KvasirException unknown when unknown.isOutcomeUnknown() ->
                    say(screen, unknown, OUTCOME_UNKNOWN);
            case KvasirException failed -> say(screen, failed, NOT_DONE);
            case InvalidArgumentException invalid -> say(screen, invalid, WRONG_INPUT);
            case SettingsException invalid -> say(screen, invalid, WRONG_INPUT);
            case UncheckedIOException failed -> say(screen, failed, NOT_DONE);
            case IOException failed ->
                    sayText(
                            screen,
                            failed.getClass().getSimpleName() + ": " + failed.getMessage(),
                            NOT_DONE);
            default -> {
                thrown.printStackTrace(screen.err());
                yield NOT_DONE;
            }
        };
    }

    private static int say(Screen screen, Exception thrown, int status) {
        return sayText(screen, String.valueOf(thrown.getMessage()), status);
    }

    private static int sayText(Screen screen, String message, int status) {
        screen.err().println("error: " + message);
        return status;
    }
}
