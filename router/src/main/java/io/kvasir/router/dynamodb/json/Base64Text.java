package io.kvasir.router.dynamodb.json;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Binary values as base 64, with the service's complaints about what is none.
final class Base64Text {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final String NOT_BASE64 =
            "Invalid last non-pad Base64 character dectected"; // As the service spells it.

    private Base64Text() {}

    static byte[] decode(String text) {
        if (text.length() % 4 != 0) {
            throw DynamoDbException.serialization(
                    "Base64 encoded length is expected a multiple of 4 bytes but found: "
                            + text.length());
        }
        if (!endsClean(text)) {
            throw DynamoDbException.serialization(NOT_BASE64);
        }
        try {
            return Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw DynamoDbException.serialization(NOT_BASE64);
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Whether the last character before the padding carries no bits beyond the last byte.
    private static boolean endsClean(String text) {
        if (!text.endsWith("=")) {
            return true;
        }
        boolean two = text.endsWith("==");
        int last = ALPHABET.indexOf(text.charAt(text.length() - (two ? 3 : 2)));
        return last >= 0 && (last & (two ? 0x0F : 0x03)) == 0;
    }
}
