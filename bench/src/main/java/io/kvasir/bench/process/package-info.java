/// Processes of this machine: what they consumed, and signals to them.
@NullMarked
package io.kvasir.bench.process;

import org.jspecify.annotations.NullMarked;
