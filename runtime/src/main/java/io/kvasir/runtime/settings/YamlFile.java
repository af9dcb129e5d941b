package io.kvasir.runtime.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A YAML mapping as flat keys: nested names join with dots, the elements of a list with commas.
final class YamlFile {
    private static final YAMLFactory YAML = new YAMLFactory();

    private YamlFile() {}

    static SequencedMap<String, String> read(Path file) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = YAML.createParser(Files.newBufferedReader(file))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return values;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new SettingsException(
                        "settings file " + file + " is not a mapping of keys to values");
            }
            readMapping(parser, "", values);
            return values;
        } catch (IOException e) {
            throw new SettingsException(
                    "settings file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static void readMapping(
            JsonParser parser, String prefix, SequencedMap<String, String> values)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = prefix + parser.currentName();
            switch (parser.nextToken()) {
                case START_OBJECT -> readMapping(parser, key + ".", values);
                case START_ARRAY -> put(values, key, readList(parser, key));
                case VALUE_NULL -> put(values, key, "");
                default -> put(values, key, parser.getText());
            }
        }
    }

    private static String readList(JsonParser parser, String key) throws IOException {
        StringBuilder joined = new StringBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                throw new SettingsException(
                        "setting " + key + " holds a list of lists or mappings; plain values only");
            }
            joined.append(joined.isEmpty() ? "" : ",").append(parser.getText());
        }
        return joined.toString();
    }

    private static void put(SequencedMap<String, String> values, String key, String value) {
        if (values.put(key, value) != null) {
            throw new SettingsException("setting " + key + " is given twice in one file");
        }
    }
}
