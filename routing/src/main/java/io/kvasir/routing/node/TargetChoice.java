package io.kvasir.routing.node;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which of several replicas an eventual read goes to: near before far, none that is avoided unless
/// all are, and of two drawn at random the less loaded. Two are enough to even load out, and
/// drawing keeps callers from all running to the same one. Pure.
public final class TargetChoice {
    private TargetChoice() {}

    /// @param loads of the candidates, at least one
    /// @return the chosen one's place
    public static int choose(List<NodeLoad> loads, RandomGenerator dice) {
        List<Integer> places = new ArrayList<>(loads.size());
        for (int tier = 0; places.isEmpty(); tier++) {
            for (int i = 0; i < loads.size(); i++) {
                if (tier(loads.get(i)) == tier) {
                    places.add(i);
                }
            }
        }
        int one = places.get(dice.nextInt(places.size()));
        int other = places.get(dice.nextInt(places.size()));
        return loads.get(other).cost() < loads.get(one).cost() ? other : one;
    }

    private static int tier(NodeLoad load) {
        return (load.avoided() ? 2 : 0) + (load.near() ? 0 : 1);
    }
}
