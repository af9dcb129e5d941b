package io.kvasir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.app.ControlPlaneConfig;
import io.kvasir.node.app.NodeConfig;
import io.kvasir.router.app.RouterConfig;
import io.kvasir.runtime.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/OPERATIONS.md names what there is.
class OperationsDocumentTest {
    private static final Pattern METER = Pattern.compile("\"(kvasir\\.[a-z.]+[a-z])\"");
    private static final String TEXT =
            Repository.text(Repository.ROOT.resolve("docs/OPERATIONS.md"));

    private static void assertSettings(String heading, Consumer<Settings> from) {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of());
        from.accept(settings);
        int start = TEXT.indexOf("### " + heading);
        assertThat(start).as(heading).isPositive();
        String part = TEXT.substring(start, TEXT.indexOf("\n#", start + 4));
        for (Settings.Described each : settings.described()) {
            assertThat(part).as("setting of the " + heading).contains("`" + each.key() + "`");
        }
    }

    @Test
    void everySettingOfEveryProcessIsDescribed() {
        assertSettings("Control plane", ControlPlaneConfig::from);
        assertSettings("Storage node", NodeConfig::from);
        assertSettings("Router", RouterConfig::from);
    }

    @Test
    void everyMeterIsDescribed() {
        TreeSet<String> meters = new TreeSet<>();
        for (Path file : Repository.files(".java")) {
            boolean server =
                    file.toString().contains("/src/main/")
                            && !file.startsWith(Repository.ROOT.resolve("cli"));
            String text = server ? Repository.text(file) : "";
            if (text.contains("io.micrometer")) {
                Matcher matcher = METER.matcher(text);
                while (matcher.find()) {
                    meters.add(matcher.group(1));
                }
            }
        }
        assertThat(meters).hasSizeGreaterThan(30);
        for (String meter : meters) {
            assertThat(TEXT).contains("`" + meter + "`");
        }
    }
}
