package io.kvasir.sdk;

import io.kvasir.testkit.reference.Answer;
import java.util.Comparator;

/// How answers are compared.
final class Answers {
    private Answers() {}

    /// The answer in the form of the expected one: items in one order where order means nothing, no
    /// text where any will do.
    static Answer comparable(Answer answer, Answer expected) {
        return switch (answer) {
            case Answer.Many many -> ordered(many);
            case Answer.Refused refused
                    when expected instanceof Answer.Refused wanted && wanted.message().isEmpty() ->
                    new Answer.Refused(refused.code(), "", refused.item());
            default -> answer;
        };
    }

    static Answer ordered(Answer answer) {
        return answer instanceof Answer.Many(var items)
                ? new Answer.Many(
                        items.stream().sorted(Comparator.comparing(Object::toString)).toList())
                : answer;
    }
}
