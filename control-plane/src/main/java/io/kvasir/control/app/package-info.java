/// Wires one control-plane process: identity, the group's formation, services, clocks and dice.
@NullMarked
package io.kvasir.control.app;

import org.jspecify.annotations.NullMarked;
