package io.kvasir.model.expression.partiql;

import io.kvasir.model.expression.partiql.StatementToken.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Words with a meaning of their own in statements.
final class Keywords {
    /// Words that begin or join clauses; a name of such a spelling needs quotes.
    private static final Set<String> RESERVED =
            Set.of(
                    "SELECT",
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "FROM",
                    "INTO",
                    "VALUE",
                    "SET",
                    "REMOVE",
                    "WHERE",
                    "RETURNING",
                    "ORDER",
                    "AND",
                    "OR",
                    "NOT",
                    "BETWEEN",
                    "IN",
                    "IS",
                    "LIKE",
                    "MISSING",
                    "NULL",
                    "TRUE",
                    "FALSE");

    private static final Set<String> OPERATORS = Set.of("AND", "OR", "BETWEEN", "IN", "IS", "LIKE");

    /// Further words of SQL that a path has only in quotes behind its first step.
    private static final Set<String> RESERVED_IN_PATHS =
            Set.of(
                    "ALL",
                    "ANY",
                    "AS",
                    "BY",
                    "CASE",
                    "CAST",
                    "CREATE",
                    "CROSS",
                    "DISTINCT",
                    "DROP",
                    "ELSE",
                    "END",
                    "ESCAPE",
                    "EXCEPT",
                    "EXISTS",
                    "FULL",
                    "GROUP",
                    "HAVING",
                    "INNER",
                    "INTERSECT",
                    "JOIN",
                    "LEFT",
                    "ON",
                    "OUTER",
                    "PIVOT",
                    "RIGHT",
                    "SOME",
                    "TABLE",
                    "THEN",
                    "UNION",
                    "UNPIVOT",
                    "VALUES",
                    "WHEN");

    private static final List<String> NUMBER = List.of("N");
    private static final List<String> STRING = List.of("S");
    private static final List<String> BINARY = List.of("B");
    private static final List<String> MAP = List.of("M");

    /// What `IS` takes besides NULL and MISSING, and the attribute types that it stands for.
    private static final Map<String, List<String>> TYPES =
            Map.ofEntries(
                    Map.entry("BOOL", List.of("BOOL")),
                    Map.entry("BOOLEAN", List.of("BOOL")),
                    Map.entry("SMALLINT", NUMBER),
                    Map.entry("INT", NUMBER),
                    Map.entry("INT2", NUMBER),
                    Map.entry("INT4", NUMBER),
                    Map.entry("INT8", NUMBER),
                    Map.entry("INTEGER", NUMBER),
                    Map.entry("BIGINT", NUMBER),
                    Map.entry("FLOAT", NUMBER),
                    Map.entry("REAL", NUMBER),
                    Map.entry("DOUBLE", NUMBER),
                    Map.entry("DECIMAL", NUMBER),
                    Map.entry("NUMERIC", NUMBER),
                    Map.entry("CHAR", STRING),
                    Map.entry("CHARACTER", STRING),
                    Map.entry("VARCHAR", STRING),
                    Map.entry("STRING", STRING),
                    Map.entry("SYMBOL", STRING),
                    Map.entry("BLOB", BINARY),
                    Map.entry("CLOB", BINARY),
                    Map.entry("STRUCT", MAP),
                    Map.entry("TUPLE", MAP),
                    Map.entry("LIST", List.of("L")),
                    Map.entry("BAG", List.of("SS", "NS", "BS")));

    private Keywords() {}

    static boolean isReserved(StatementToken token) {
        return isAmong(RESERVED, token);
    }

    static boolean isReservedInPaths(StatementToken token) {
        return isAmong(RESERVED, token) || isAmong(RESERVED_IN_PATHS, token);
    }

    static boolean isOperator(StatementToken token) {
        return isAmong(OPERATORS, token);
    }

    /// Null where the word names no type.
    static @Nullable List<String> attributeTypes(StatementToken token) {
        return token.kind() == Kind.WORD ? TYPES.get(upper(token)) : null;
    }

    private static boolean isAmong(Set<String> words, StatementToken token) {
        return token.kind() == Kind.WORD && words.contains(upper(token));
    }

    private static String upper(StatementToken token) {
        return token.text().toUpperCase(Locale.ROOT);
    }
}
