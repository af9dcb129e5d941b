package io.kvasir.model.expression;

/// One change of an update expression. `toString` is the expression's text without its section's
/// keyword.
public sealed interface UpdateAction {
    Path path();

    /// Stores a value, which is computed from the item as it was before the update.
    record Set(Path path, Operand value) implements UpdateAction {
        @Override
        public String toString() {
            return path + " = " + value;
        }
    }

    record Remove(Path path) implements UpdateAction {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// Adds to a number, or elements to a set.
    record Add(Path path, Operand value) implements UpdateAction {
        @Override
        public String toString() {
            return path + " " + value;
        }
    }

    /// Takes elements out of a set.
    record Delete(Path path, Operand value) implements UpdateAction {
        @Override
        public String toString() {
            return path + " " + value;
        }
    }
}
