package io.kvasir.routing.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnsweringTest {
    private final List<String> ran = new ArrayList<>();

    @Test
    void whatIsLeftForAfterwardsRunsOnceAllAreAnswered() {
        Answering.together(() -> {
            answer("a");
            Answering.together(() -> answer("b"));
            answer("c");
        });
        assertThat(ran).containsExactly("a", "b", "c", "after a", "after b", "after c");
    }

    @Test
    void whoEndsByItselfIsFollowedAtOnce() {
        answer("a");
        answer("b");
        assertThat(ran).containsExactly("a", "after a", "b", "after b");
    }

    @Test
    void whatWasAnsweredBeforeAFaultIsFollowed() {
        assertThatThrownBy(() ->
                        Answering.together(() -> {
                            answer("a");
                            throw new IllegalStateException("fault");
                        }))
                .hasMessage("fault");
        answer("b");
        assertThat(ran).containsExactly("a", "after a", "b", "after b");
    }

    private void answer(String name) {
        ran.add(name);
        Answering.afterwards(() -> ran.add("after " + name));
    }
}
