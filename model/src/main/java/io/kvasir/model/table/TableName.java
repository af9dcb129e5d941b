package io.kvasir.model.table;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;

/// A table's name: 3 to 255 of `a-z A-Z 0-9 _ . -`.
public record TableName(String value) implements Comparable<TableName> {
    public TableName {
        if (value.length() < Limits.TABLE_NAME_CHARS_MIN
                || value.length() > Limits.TABLE_NAME_CHARS_MAX) {
            throw new InvalidArgumentException(
                    "TableName must be at least "
                            + Limits.TABLE_NAME_CHARS_MIN
                            + " characters long and at most "
                            + Limits.TABLE_NAME_CHARS_MAX
                            + " characters long; it has "
                            + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '.'
                            || c == '-';
            if (!allowed) {
                throw new InvalidArgumentException(
                        "TableName '"
                                + value
                                + "' has a character other than a-z, A-Z, 0-9, '_', '.' and '-' at "
                                + i);
            }
        }
    }

    @Override
    public int compareTo(TableName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
