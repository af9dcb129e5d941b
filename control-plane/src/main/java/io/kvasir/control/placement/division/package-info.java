/// Decides which partitions are divided, for their size or their load, and which neighbours become
/// one again. Pure.
@NullMarked
package io.kvasir.control.placement.division;

import org.jspecify.annotations.NullMarked;
