package io.kvasir.control.service;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Where the control planes' gRPC servers are, by member id. A member that lets the system choose
/// its port knows its own only once it listens.
public final class MemberAddresses {
    private final ConcurrentSkipListMap<String, String> addresses = new ConcurrentSkipListMap<>();

    public void put(String id, String address) {
        addresses.put(id, address);
    }

    /// Empty where it is not known.
    String of(String id) {
        return addresses.getOrDefault(id, "");
    }

    SortedMap<String, String> all() {
        return new TreeMap<>(addresses);
    }
}
