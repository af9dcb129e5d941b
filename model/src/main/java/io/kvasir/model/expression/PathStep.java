package io.kvasir.model.expression;

/// One step of a document path.
public sealed interface PathStep {
    /// Into a map, or from the item, by name.
    record Attribute(String name) implements PathStep {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A name that stands for another (`#name`); none is left once the path is bound.
    record Placeholder(String name) implements PathStep {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Into a list, from 0.
    record Index(int index) implements PathStep {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }
}
