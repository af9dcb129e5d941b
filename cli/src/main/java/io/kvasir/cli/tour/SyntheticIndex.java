package io.kvasir.cli.tour;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// A package index that nobody ever published, with the shape of a real one: sections of very
/// different sizes, dependency lists, numbers, long and short texts. The same seed gives the same
/// file.
final class SyntheticIndex {
    private static final List<String> SECTIONS =
            List.of(
                    "libs",
                    "libdevel",
                    "python",
                    "doc",
                    "perl",
                    "devel",
                    "utils",
                    "net",
                    "rust",
                    "java",
                    "science",
                    "admin",
                    "ruby",
                    "games",
                    "x11",
                    "text",
                    "unknown",
                    "news");
    private static final List<String> WORDS =
            List.of(
                    "alpha",
                    "bridge",
                    "cache",
                    "daemon",
                    "editor",
                    "font",
                    "graph",
                    "index",
                    "journal",
                    "kernel",
                    "library",
                    "module",
                    "network",
                    "parser",
                    "queue",
                    "runtime",
                    "server",
                    "terminal",
                    "utility",
                    "viewer",
                    "window",
                    "zone");
    private static final int DEPENDENCIES_MAX = 20;
    private static final int DESCRIPTION_WORDS_MAX = 60;

    private SyntheticIndex() {}

    static void write(Path file, long records, long seed) throws IOException {
        RandomGenerator dice = new Random(seed);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (long i = 0; i < records; i++) {
                writer.write(JsonItems.write(item(i, dice), JsonFormat.PLAIN));
                writer.write('\n');
            }
        }
    }

    private static Item item(long number, RandomGenerator dice) {
        // Of two throws the lower one: the first sections are far larger than the last.
        int section = Math.min(dice.nextInt(SECTIONS.size()), dice.nextInt(SECTIONS.size()));
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(
                "Package",
                AttributeValue.of(word(dice) + "-" + word(dice) + Long.toString(number, 36)));
        attributes.put("Version", AttributeValue.of(dice.nextInt(20) + "." + dice.nextInt(100)));
        attributes.put("Section", AttributeValue.of(SECTIONS.get(section)));
        attributes.put("Installed-Size", AttributeValue.of(dice.nextInt(1, 1_000_000)));
        attributes.put("Size", AttributeValue.of(dice.nextLong(1, 2_000_000_000L)));
        attributes.put("Depends", new AttributeValue.ListValue(dependencies(dice)));
        attributes.put("Description", AttributeValue.of(description(dice)));
        return new Item(attributes);
    }

    private static List<AttributeValue> dependencies(RandomGenerator dice) {
        List<AttributeValue> dependencies = new ArrayList<>();
        int count = dice.nextInt(DEPENDENCIES_MAX);
        for (int i = 0; i < count; i++) {
            dependencies.add(
                    AttributeValue.of("lib" + word(dice) + " (>= " + dice.nextInt(9) + ".0)"));
        }
        return dependencies;
    }

    private static String description(RandomGenerator dice) {
        StringBuilder text = new StringBuilder("Résumé of");
        int words = dice.nextInt(1, DESCRIPTION_WORDS_MAX);
        for (int i = 0; i < words; i++) {
            text.append(i % 12 == 11 ? '\n' : ' ').append(word(dice));
        }
        return text.toString();
    }

    private static String word(RandomGenerator dice) {
        return WORDS.get(dice.nextInt(WORDS.size()));
    }
}
