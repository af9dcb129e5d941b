package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.history.ListTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// One run: routers and clients over partitions, under faults until the clients are done, then in
/// peace until nothing is left to do.
final class SimulatedLife {
    private static final int KEYS = 6;
    private static final long TROUBLE_NANOS_MAX = 300 * SimulatedWorld.SECONDS;
    private static final long PEACE_NANOS = 60 * SimulatedWorld.SECONDS;
    private static final long TOKENS_NANOS = 700 * SimulatedWorld.SECONDS;
    private static final long RESTART_NANOS_MAX = 2 * SimulatedWorld.SECONDS;

    /// What goes wrong.
    ///
    /// @param deaths of routers, for each of their steps
    /// @param leaderNanos between changes of leaders, about; 0: none
    /// @param mapNanos between changes of the map, about; 0: none
    record Trouble(
            SimulatedNetwork.Faults network, double deaths, long leaderNanos, long mapNanos) {}

    /// What was left when all was over.
    ///
    /// @param locks that no recovery ended
    /// @param unfinished records that no recovery ended
    /// @param tokens that no sweep removed eleven minutes later, where that was looked for
    record End(
            List<ListTransaction> history,
            TreeMap<String, List<Long>> lists,
            int locks,
            int unfinished,
            long tokens,
            List<String> trace) {}

    private final SimulatedWorld world;
    private final Trouble trouble;
    private final SimulatedNetwork network;
    private final SimulatedMap map;
    private final List<Bytes> cuts = new ArrayList<>();
    private final List<Bytes> keys = new ArrayList<>();
    private final List<SimulatedRouter> routers = new ArrayList<>();
    private final List<ListTransaction> history = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private boolean peace;

    SimulatedLife(Seed seed, Trouble trouble, int routers) {
        this.world = new SimulatedWorld(seed);
        this.trouble = trouble;
        this.network = new SimulatedNetwork(world, trouble.network());
        for (int i = 1; i <= KEYS; i++) {
            keys.add(GlobalKey.of(new KeyspaceId(i), Bytes.utf8("item-" + i), Bytes.EMPTY));
        }
        for (int i : new int[] {3, 5}) {
            cuts.add(keys.get(i - 1));
        }
        this.map = new SimulatedMap(world, cuts);
        for (int i = 0; i < routers; i++) {
            this.routers.add(router(i));
        }
    }

    private SimulatedRouter router(int slot) {
        RandomGenerator dice = world.dice();
        return new SimulatedRouter(
                world,
                map,
                network,
                step -> {
                    boolean dies = !peace && dice.nextDouble() < trouble.deaths();
                    if (dies) {
                        world.after(
                                world.between(0, RESTART_NANOS_MAX),
                                () -> routers.set(slot, router(slot)));
                    }
                    return dies;
                });
    }

    End run(int clients, int operations) {
        List<SimulatedClient> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(
                    new SimulatedClient(
                            world,
                            network,
                            this::living,
                            keys,
                            i,
                            ids::incrementAndGet,
                            history,
                            operations));
        }
        all.forEach(client -> world.after(world.between(0, SimulatedWorld.MILLIS), client::next));
        changeLeaders();
        changeMap();
        while (!all.stream().allMatch(SimulatedClient::isDone)) {
            if (world.now() > TROUBLE_NANOS_MAX) {
                throw new AssertionError("clients are not done after " + world.now() + " ns");
            }
            world.runTo(world.now() + SimulatedWorld.SECONDS);
        }
        return end(TOKENS_NANOS);
    }

    /// What comes at one place in one transaction that another contends with.
    ///
    /// @param deathStep of the router's that coordinates it; none: -1
    /// @param leaderMessage before which a leader changes; none: -1
    /// @param partition whose leader
    record Blow(int deathStep, int leaderMessage, int partition) {}

    /// Two transactions over the same items, one of them struck.
    ///
    /// @param reached set to whether the router lived to the step and the message came
    End struck(Blow blow, boolean[] reached) {
        reached[0] = blow.deathStep() < 0;
        reached[1] = blow.leaderMessage() < 0;
        routers.set(
                0,
                new SimulatedRouter(
                        world,
                        map,
                        network,
                        step -> {
                            reached[0] |= step == blow.deathStep() && !peace;
                            return step == blow.deathStep() && !peace;
                        }));
        network.observe(number -> {
            if (number == blow.leaderMessage() && !peace) {
                reached[1] = true;
                map.all().get(blow.partition()).changeLeader(100 * SimulatedWorld.MILLIS);
            }
        });
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<SimulatedRouter> first = new ArrayList<>(List.of(routers.get(i)));
            clients.add(
                    new SimulatedClient(
                            world,
                            network,
                            () -> first.isEmpty() ? routers.get(1) : first.removeFirst(),
                            keys,
                            i,
                            ids::incrementAndGet,
                            history,
                            1));
        }
        clients.getFirst().transact(List.of(keys.get(0), keys.get(5)), true);
        clients.getLast().transact(List.of(keys.get(5), keys.get(3), keys.get(0)), true);
        while (!clients.stream().allMatch(SimulatedClient::isDone)) {
            world.runTo(world.now() + SimulatedWorld.SECONDS);
        }
        return end(0);
    }

    private SimulatedRouter living() {
        return routers.get(world.dice().nextInt(routers.size()));
    }

    private void changeLeaders() {
        if (trouble.leaderNanos() > 0 && !peace) {
            List<SimulatedPartition> all = map.all();
            world.after(
                    world.between(1, 2 * trouble.leaderNanos()),
                    () -> {
                        if (!peace) {
                            all.get(world.dice().nextInt(all.size()))
                                    .changeLeader(world.between(0, SimulatedWorld.SECONDS));
                            changeLeaders();
                        }
                    });
        }
    }

    private void changeMap() {
        if (trouble.mapNanos() > 0 && !peace) {
            world.after(
                    world.between(1, 2 * trouble.mapNanos()),
                    () -> {
                        if (!peace) {
                            map.splitOrMerge(cuts.get(world.dice().nextInt(cuts.size())));
                            changeMap();
                        }
                    });
        }
    }

    /// @param later when to look for what was to expire; 0: not
    private End end(long later) {
        peace = true;
        network.heal();
        world.note("peace");
        world.runTo(world.now() + PEACE_NANOS);
        int locks = 0;
        int unfinished = 0;
        TreeMap<String, List<Long>> lists = new TreeMap<>();
        for (SimulatedPartition partition : map.all()) {
            locks += partition.locksOlderThan(0).size();
            unfinished += partition.sweep(0).size();
            for (Bytes key : keys) {
                if (partition.range().contains(key)) {
                    lists.put(SimulatedClient.name(key), partition.list(key));
                }
            }
        }
        world.runTo(world.now() + later);
        long tokens =
                later == 0 ? 0 : map.all().stream().mapToLong(SimulatedPartition::tokens).sum();
        return new End(history, lists, locks, unfinished, tokens, world.trace());
    }
}
