/// What is let in: limits that hold at all front doors together.
@NullMarked
package io.kvasir.router.limit;

import org.jspecify.annotations.NullMarked;
