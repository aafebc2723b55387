package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.util.Set;

/// What choosing among 100 endpoints costs, run by hand: prints nanoseconds per choice for every balancer.
final class PickBench {

    private static final int ENDPOINTS = 100;
    private static final int ROUNDS = 200_000;
    private static final int REPEATS = 5;

    private PickBench() {}

    public static void main(String[] args) {
        System.out.println("ns per pick and return among " + ENDPOINTS + " endpoints; choice alone");
        for (var balance : Balance.values()) {
            var pool = new EndpointPool(
                    Pools.config(balance, EndpointPolicy.DEFAULT, "k1", "k2"), Pools.endpoints(ENDPOINTS));
            long lease = Long.MAX_VALUE;
            long choice = Long.MAX_VALUE;
            for (int i = 0; i < REPEATS; i++) {
                lease = Math.min(lease, leases(pool));
                choice = Math.min(choice, choices(pool, balance));
            }
            System.out.printf("%-22s %6d %6d%n", balance, lease, choice);
        }
    }

    private static long leases(EndpointPool pool) {
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            var traits = new Traits("session-" + i, "10.0.0.1", 100);
            if (pool.pick(new Wanted("m", traits, Set.of(), null)) instanceof Pick.Taken(var lease)) {
                lease.firstByte(System.nanoTime());
                lease.ended(Ended.ok(10));
            }
        }
        return (System.nanoTime() - start) / ROUNDS;
    }

    private static long choices(EndpointPool pool, Balance balance) {
        var balancer = Balancer.of(balance);
        var all = pool.members().endpoints();
        long sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            sum += balancer.choose(all, new Traits("session-" + i, "10.0.0.1", 100))
                    .hash();
        }
        long nanos = (System.nanoTime() - start) / ROUNDS;
        return sum == 1 ? 0 : nanos;
    }
}
