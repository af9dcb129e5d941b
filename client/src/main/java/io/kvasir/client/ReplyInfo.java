package io.kvasir.client;

import java.time.Duration;

/// What every reply says besides its answer.
///
/// @param staleness upper bound of how stale the answer can be; zero for strong reads and writes
/// @param capacityUnits read or write units consumed, by DynamoDB's rules
public record ReplyInfo(Duration staleness, double capacityUnits) {}
