package dev.hawser.failover;
public record Jitter(double share) { public static Jitter none() { return new Jitter(0); } }
