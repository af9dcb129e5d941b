/// Seeds for random tests: each run names the command that replays it. For tests and verification
/// only; no server depends on it.
@NullMarked
package io.kvasir.testkit;

import org.jspecify.annotations.NullMarked;
