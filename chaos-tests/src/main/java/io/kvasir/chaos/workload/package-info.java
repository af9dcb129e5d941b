/// Clients that read and write on seeded keys through every door, and what they recorded.
@NullMarked
package io.kvasir.chaos.workload;

import org.jspecify.annotations.NullMarked;
