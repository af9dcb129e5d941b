/// What the routing core tells those who measure it. Listeners are called on hot paths and must not
/// block.
@NullMarked
package io.kvasir.routing.events;

import org.jspecify.annotations.NullMarked;
