package io.kvasir.model;

/// Every limit of the data model, named once. Source: AWS's published DynamoDB quotas.
public final class Limits {
    public static final int ITEM_BYTES_MAX = 400 * 1024;
    public static final int PARTITION_KEY_BYTES_MAX = 2048;
    public static final int SORT_KEY_BYTES_MAX = 1024;
    public static final int NESTING_LEVELS_MAX = 32;
    public static final int NUMBER_DIGITS_MAX = 38;

    /// Largest adjusted exponent: magnitudes end at 9.99…E+125.
    public static final int NUMBER_EXPONENT_MAX = 125;

    /// Smallest adjusted exponent: magnitudes begin at 1E-130.
    public static final int NUMBER_EXPONENT_MIN = -130;

    public static final int TABLE_NAME_CHARS_MIN = 3;
    public static final int TABLE_NAME_CHARS_MAX = 255;
    public static final int ATTRIBUTE_NAME_BYTES_MAX = 65_535;
    public static final int KEY_ATTRIBUTE_NAME_BYTES_MAX = 255;
    public static final int EXPRESSION_BYTES_MAX = 4096;
    public static final int PLACEHOLDER_BYTES_MAX = 255;
    public static final int SUBSTITUTIONS_BYTES_MAX = 2 * 1024 * 1024;
    public static final int EXPRESSION_OPERATORS_MAX = 300;
    public static final int IN_OPERANDS_MAX = 100;
    public static final int PAGE_BYTES_MAX = 1024 * 1024;
    public static final int SCAN_SEGMENTS_MAX = 1_000_000;
    public static final int BATCH_GET_KEYS_MAX = 100;
    public static final int BATCH_WRITE_OPERATIONS_MAX = 25;
    public static final int BATCH_BYTES_MAX = 16 * 1024 * 1024;
    public static final int TRANSACTION_ACTIONS_MAX = 100;
    public static final int TRANSACTION_BYTES_MAX = 4 * 1024 * 1024;
    public static final int CLIENT_REQUEST_TOKEN_BYTES_MAX = 36;
    public static final int CLIENT_REQUEST_TOKEN_VALID_SECONDS = 600;
    public static final int READ_UNIT_BYTES = 4096;
    public static final int WRITE_UNIT_BYTES = 1024;
    public static final int REPLICAS_MAX = 7;

    public static final int TAGS_MAX = 50;

    private Limits() {}
}
