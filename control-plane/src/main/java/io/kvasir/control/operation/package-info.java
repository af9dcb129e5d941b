/// Long work as operators see it: read off the state and the reports, never remembered while it
/// runs. Pure.
@NullMarked
package io.kvasir.control.operation;

import org.jspecify.annotations.NullMarked;
