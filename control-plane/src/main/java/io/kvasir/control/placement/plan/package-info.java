/// What planning sees and says: the snapshot, the limits, the actions, and what was not done and
/// why. Pure.
@NullMarked
package io.kvasir.control.placement.plan;

import org.jspecify.annotations.NullMarked;
