/// Tells of one partition why no more is done about it. Pure: asks the same parts that plan, and
/// orders nothing.
@NullMarked
package io.kvasir.control.placement.reason;

import org.jspecify.annotations.NullMarked;
