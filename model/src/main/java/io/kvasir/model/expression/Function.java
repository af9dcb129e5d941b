package io.kvasir.model.expression;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of the language. Names are case-sensitive.
public enum Function {
    ATTRIBUTE_EXISTS("attribute_exists", 1),
    ATTRIBUTE_NOT_EXISTS("attribute_not_exists", 1),
    ATTRIBUTE_TYPE("attribute_type", 2),
    BEGINS_WITH("begins_with", 2),
    CONTAINS("contains", 2),
    SIZE("size", 1),
    IF_NOT_EXISTS("if_not_exists", 2),
    LIST_APPEND("list_append", 2);

    private static final Map<String, Function> BY_NAME = new LinkedHashMap<>();

    static {
        for (Function function : values()) {
            BY_NAME.put(function.functionName, function);
        }
    }

    private final String functionName;
    private final int operands;

    Function(String functionName, int operands) {
        this.functionName = functionName;
        this.operands = operands;
    }

    public String functionName() {
        return functionName;
    }

    /// How many operands it takes.
    public int operands() {
        return operands;
    }

    boolean isForUpdates() {
        return this == IF_NOT_EXISTS || this == LIST_APPEND;
    }

    static @Nullable Function named(String name) {
        return BY_NAME.get(name);
    }
}
