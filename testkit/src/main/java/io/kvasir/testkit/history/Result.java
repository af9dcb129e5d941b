package io.kvasir.testkit.history;

import org.jspecify.annotations.Nullable;

/// How an operation ended, as its client knows.
public sealed interface Result {
    /// A read's answer.
    ///
    /// @param value null where there is no item
    /// @param stalenessMs the bound that the reply states; 0 for strong reads
    record Seen(@Nullable String value, Stamp stamp, long stalenessMs) implements Result {
        public static Seen of(@Nullable String value) {
            return new Seen(value, Stamp.NONE, 0);
        }
    }

    record Written(Stamp stamp) implements Result {}

    /// @param value the number after the addition
    record Added(long value, Stamp stamp) implements Result {}

    record ConditionFailed(Stamp stamp) implements Result {}

    /// Nothing happened.
    record Rejected(String reason) implements Result {}

    /// It may have happened, or may still.
    record Unknown(String reason) implements Result {}

    default Stamp stamp() {
        return switch (this) {
            case Seen(_, Stamp stamp, _) -> stamp;
            case Written(Stamp stamp) -> stamp;
            case Added(_, Stamp stamp) -> stamp;
            case ConditionFailed(Stamp stamp) -> stamp;
            case Rejected _, Unknown _ -> Stamp.NONE;
        };
    }
}
