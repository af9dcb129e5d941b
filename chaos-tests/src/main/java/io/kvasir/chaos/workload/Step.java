package io.kvasir.chaos.workload;

/// What a client does once; called again and again by its own thread.
@FunctionalInterface
interface Step {
    void run() throws InterruptedException;
}
