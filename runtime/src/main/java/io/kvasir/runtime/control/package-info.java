/// How any process reaches the control plane: finds its leader, follows it, keeps the map watched.
/// Knows nothing of what the map is used for.
@NullMarked
package io.kvasir.runtime.control;

import org.jspecify.annotations.NullMarked;
