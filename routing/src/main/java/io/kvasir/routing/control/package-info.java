/// The control plane as the routing core needs it: calls that find its leader, and tables.
@NullMarked
package io.kvasir.routing.control;

import org.jspecify.annotations.NullMarked;
