package io.kvasir.cli.option;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ReplyInfo;
import java.util.StringJoiner;
import picocli.CommandLine.Option;

/// What a command consumed.
public final class Consumption {
    @Option(
            names = "--capacity",
            description =
                    "Say on standard error what was consumed, in read or write units, by table where"
                            + " there can be several.")
    private boolean wanted;

    public boolean isWanted() {
        return wanted;
    }

    public void print(Screen screen, ReplyInfo info) {
        if (!wanted) {
            return;
        }
        StringJoiner tables = new StringJoiner(", ", ": ", "").setEmptyValue("");
        info.capacityUnitsByTable().forEach((table, units) -> tables.add(table + " " + units));
        screen.err().println("consumed " + info.capacityUnits() + " units" + tables);
    }
}
