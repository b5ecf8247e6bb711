package dev.hawser.balance;
public final class Balancers { private Balancers() {}
    public static Balancer roundRobin() { return (candidates, previous) -> admission -> candidates.isEmpty() ? -1 : 0; }
}
