/// `kvasir verify`: runs a workload under faults against a real cluster and lets checkers judge
/// what clients saw. Above everything else; nothing uses it.
@NullMarked
package io.kvasir.chaos;

import org.jspecify.annotations.NullMarked;
