package io.kvasir.chaos.judge;

import io.kvasir.testkit.checker.Verdict;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The verdicts of a run by the checker's name.
public record Judgement(SequencedMap<String, Verdict> verdicts) {
    public Judgement {
        verdicts = Collections.unmodifiableSequencedMap(new TreeMap<>(verdicts));
    }

    /// Every checker found that its property holds. One that could not decide did not.
    public boolean passes() {
        return verdicts.values().stream().allMatch(Verdict::holds);
    }

    public static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds _ -> "holds";
            case Verdict.Violated _ -> "violated";
            case Verdict.Undecided _ -> "unknown";
        };
    }

    /// One line for people.
    public static String line(String name, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds(long checked) -> "%s holds (%d checked)".formatted(name, checked);
            case Verdict.Violated(String reason, var _) -> name + " VIOLATED: " + reason;
            case Verdict.Undecided(String reason) -> name + " unknown: " + reason;
        };
    }
}
