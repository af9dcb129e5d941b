/// Faults: seeded, aimed by role, healed and logged.
@NullMarked
package io.kvasir.chaos.fault;

import org.jspecify.annotations.NullMarked;
