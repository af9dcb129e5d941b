package io.kvasir.cli.json;

/// The two ways to write an item as JSON.
public enum JsonFormat {
    /// `{"id":"a","tags":["x"]}`: strings, numbers, booleans, null, lists and maps. Binary values
    /// show as Base64 text and sets as lists, so it does not read back exactly where there are any.
    PLAIN,
    /// `{"id":{"S":"a"},"tags":{"SS":["x"]}}`: every value under its type's name. Exact.
    DYNAMODB,
    /// For reading: DYNAMODB where each attribute has that shape, else PLAIN.
    AUTO
}
