/// The limits every part agrees on. Pure: no clock, no dice, no I/O.
@NullMarked
package io.kvasir.model;

import org.jspecify.annotations.NullMarked;
