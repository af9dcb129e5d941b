/// Evens out what is whole. Pure. Runs only while there is nothing to repair.
@NullMarked
package io.kvasir.control.placement.balance;

import org.jspecify.annotations.NullMarked;
