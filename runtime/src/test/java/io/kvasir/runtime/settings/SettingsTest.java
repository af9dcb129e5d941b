package io.kvasir.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir Path folder;

    @Test
    void flagsOverrideTheEnvironmentWhichOverridesTheFileWhichOverridesTheDefault()
            throws Exception {
        Path file = Files.writeString(folder.resolve("node.yaml"), "a: file\nb: file\nc: file\n");
        Settings settings =
                Settings.load(
                        Optional.of(file),
                        Map.of("KVASIR_A", "env", "KVASIR_B", "env"),
                        Map.of("a", "flag"));
        assertThat(settings.text("a", "default")).isEqualTo("flag");
        assertThat(settings.text("b", "default")).isEqualTo("env");
        assertThat(settings.text("c", "default")).isEqualTo("file");
        assertThat(settings.text("d", "default")).isEqualTo("default");
        assertThat(settings.described())
                .extracting(Settings.Described::source)
                .containsExactly("flag", "environment KVASIR_B", "file " + file, "default");
    }

    @Test
    void nestedKeysJoinWithDotsAndListsWithCommas() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        "storage:\n  port: 7401\ncontrol-planes:\n- a:1\n- b:2\n");
        Settings settings = Settings.load(Optional.of(file), Map.of(), Map.of());
        assertThat(settings.port("storage.port", 0)).isEqualTo(7401);
        assertThat(settings.list("control-planes", List.of())).containsExactly("a:1", "b:2");
        settings.refuseUnknown();
    }

    @Test
    void aKeyThatNobodyAskedForIsRefusedByName() throws Exception {
        Path file = Files.writeString(folder.resolve("node.yaml"), "storage:\n  prot: 7401\n");
        Settings settings = Settings.load(Optional.of(file), Map.of(), Map.of());
        settings.port("storage.port", 0);
        assertThatThrownBy(settings::refuseUnknown)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("storage.prot")
                .hasMessageContaining("storage.port");
    }

    @Test
    void aValueOutOfRangeIsRefusedWithKeyValueSourceAndLimit() {
        Settings settings =
                Settings.load(Optional.empty(), Map.of("KVASIR_PORT", "70000"), Map.of());
        assertThatThrownBy(() -> settings.port("port", 1))
                .hasMessageContaining("port is '70000'")
                .hasMessageContaining("environment KVASIR_PORT")
                .hasMessageContaining("65535");
    }

    @Test
    void durationsAndSizesCarryUnits() {
        Settings settings =
                Settings.load(
                        Optional.empty(),
                        Map.of(),
                        Map.of("wait", "250ms", "cache", "64MB", "bad", "5 parsecs"));
        assertThat(settings.duration("wait", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.duration("other", Duration.ofSeconds(90)))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.bytes("cache", 0)).isEqualTo(64L << 20);
        assertThatThrownBy(() ->
                        settings.duration(
                                "wait",
                                Duration.ofSeconds(10),
                                Duration.ofMillis(251),
                                Duration.ofSeconds(60)))
                .hasMessageContaining("wait")
                .hasMessageContaining("a duration from 251ms to 60s");
        assertThatThrownBy(() -> settings.duration("bad", Duration.ZERO))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    void aFileThatIsNoMappingIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("node.yaml"), "- just\n- a list\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("not a mapping");
    }
}
