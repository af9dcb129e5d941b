package io.kvasir.runtime.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// Flat settings with dotted keys. A component reads each of its keys once, which also records the
/// default, then calls `refuseUnknown`; `described` then lists every setting with its value and
/// source, for the log at start.
public final class Settings {
    /// One setting as it came out.
    public record Described(String key, String value, String source) {}

    private record Given(String value, String source) {}

    private static final String ENVIRONMENT_PREFIX = "KVASIR_";
    private static final String DEFAULT_SOURCE = "default";

    private final SequencedMap<String, Given> given;
    private final Map<String, String> environment;
    private final SequencedMap<String, Described> asked = new LinkedHashMap<>();

    private Settings(SequencedMap<String, Given> given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    /// @param file a YAML file; nested keys join with dots, lists with commas
    /// @param environment `KVASIR_STORAGE_PORT` sets `storage.port`; dashes and dots both become
    ///   underscores
    /// @param flags by key
    /// @throws SettingsException where the file cannot be read or is no YAML mapping
    public static Settings load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        SequencedMap<String, Given> given = new LinkedHashMap<>();
        file.ifPresent(path ->
                YamlFile.read(path)
                        .forEach((key, value) -> given.put(key, new Given(value, "file " + path))));
        flags.forEach((key, value) -> given.put(key, new Given(value, "flag")));
        return new Settings(given, environment);
    }

    public String text(String key, String fallback) {
        return value(key, fallback, "text", text -> text);
    }

    /// @throws SettingsException where nothing gives the key a value
    public String required(String key) {
        String value = text(key, "");
        if (value.isEmpty()) {
            throw new SettingsException(
                    "setting "
                            + key
                            + " is missing; set it in the file, as "
                            + environmentName(key)
                            + ", or with --set "
                            + key
                            + "=…");
        }
        return value;
    }

    public int integer(String key, int fallback, int min, int max) {
        return (int) number(key, fallback, min, max);
    }

    public long number(String key, long fallback, long min, long max) {
        return value(
                key,
                Long.toString(fallback),
                "a whole number from " + min + " to " + max,
                text -> {
                    long number = Long.parseLong(text);
                    if (number < min || number > max) {
                        throw new NumberFormatException(text);
                    }
                    return number;
                });
    }

    /// A TCP port; 0 lets the system choose.
    public int port(String key, int fallback) {
        return integer(key, fallback, 0, 65_535);
    }

    public boolean flag(String key, boolean fallback) {
        return value(
                key,
                Boolean.toString(fallback),
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException(text);
                        });
    }

    public Path path(String key, Path fallback) {
        return value(key, fallback.toString(), "a path", Path::of);
    }

    /// Such as `500ms`, `10s`, `5m`, `24h`.
    public Duration duration(String key, Duration fallback) {
        return value(
                key,
                shown(fallback),
                "a duration such as 500ms, 10s, 5m or 24h",
                Settings::parseDuration);
    }

    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return value(
                key,
                shown(fallback),
                "a duration from " + shown(min) + " to " + shown(max),
                text -> {
                    Duration duration = parseDuration(text);
                    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                        throw new IllegalArgumentException(text);
                    }
                    return duration;
                });
    }

    /// Such as `4096`, `64KB`, `256MB`, `10GB`; powers of 1,024.
    public long bytes(String key, long fallback) {
        return value(
                key,
                Long.toString(fallback),
                "a size such as 4096, 64KB, 256MB or 10GB",
                Settings::parseBytes);
    }

    /// A list, in flags and the environment joined with commas.
    public List<String> list(String key, List<String> fallback) {
        return value(
                key,
                String.join(",", fallback),
                "a list joined with commas",
                text -> text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*")));
    }

    /// @throws SettingsException where the file or a flag gives a key that no one asked for
    public void refuseUnknown() {
        for (var entry : given.entrySet()) {
            if (!asked.containsKey(entry.getKey())) {
                throw new SettingsException(
                        "unknown setting "
                                + entry.getKey()
                                + " ("
                                + entry.getValue().source()
                                + "); known are: "
                                + String.join(", ", asked.keySet()));
            }
        }
    }

    public List<Described> described() {
        return new ArrayList<>(asked.values());
    }

    private <T> T value(String key, String fallback, String allowed, Function<String, T> parse) {
        Given found = find(key, fallback);
        asked.put(key, new Described(key, found.value(), found.source()));
        try {
            return parse.apply(found.value());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "setting "
                            + key
                            + " is '"
                            + found.value()
                            + "' ("
                            + found.source()
                            + "); it must be "
                            + allowed);
        }
    }

    private Given find(String key, String fallback) {
        Given direct = given.get(key);
        if (direct != null && direct.source().equals("flag")) {
            return direct;
        }
        String variable = environment.get(environmentName(key));
        if (variable != null) {
            return new Given(variable, "environment " + environmentName(key));
        }
        return direct != null ? direct : new Given(fallback, DEFAULT_SOURCE);
    }

    private static String environmentName(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + "s"
                : duration.toMillis() + "ms";
    }

    private static Duration parseDuration(String text) {
        int unitAt = 0;
        while (unitAt < text.length() && Character.isDigit(text.charAt(unitAt))) {
            unitAt++;
        }
        long amount = Long.parseLong(text.substring(0, unitAt));
        return switch (text.substring(unitAt)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static long parseBytes(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int shift =
                upper.endsWith("KB")
                        ? 10
                        : upper.endsWith("MB") ? 20 : upper.endsWith("GB") ? 30 : 0;
        String digits = shift == 0 ? upper : upper.substring(0, upper.length() - 2);
        long amount = Long.parseLong(digits.strip());
        if (amount < 0 || amount > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(text);
        }
        return amount << shift;
    }
}
