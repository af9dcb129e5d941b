package io.kvasir.control.placement.plan;

import java.util.ArrayList;
import java.util.List;

/// What to do now, and what was considered and left.
///
/// @param examined nodes and replicas that were looked at as candidates: what the plan cost
public record Plan(List<Action> actions, List<Rejection> rejections, long examined) {
    public static final Plan EMPTY = new Plan(List.of(), List.of(), 0);

    public Plan {
        actions = List.copyOf(actions);
        rejections = List.copyOf(rejections);
    }

    /// Collects a plan within its limits: what does not fit comes with a later plan.
    public static final class Draft {
        private static final int REJECTIONS_MAX = 1_000;

        private final int actionsMax;
        private final List<Action> actions = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();
        private long examined;

        public Draft(int actionsMax) {
            this.actionsMax = actionsMax;
        }

        public boolean isFull() {
            return actions.size() >= actionsMax;
        }

        /// How many actions more fit.
        public int left() {
            return Math.max(0, actionsMax - actions.size());
        }

        public boolean hasActions() {
            return !actions.isEmpty();
        }

        public void add(Action action) {
            actions.add(action);
        }

        public void reject(Object subject, Object candidate, String reason) {
            if (rejections.size() < REJECTIONS_MAX) {
                rejections.add(new Rejection(subject.toString(), candidate.toString(), reason));
            }
        }

        public void examined(long candidates) {
            examined += candidates;
        }

        public Plan finish() {
            return new Plan(actions, rejections, examined);
        }
    }
}
