/// When a failed attempt is made again, after what pause, and what may be said of its effect. Pure.
@NullMarked
package io.kvasir.routing.retry;

import org.jspecify.annotations.NullMarked;
