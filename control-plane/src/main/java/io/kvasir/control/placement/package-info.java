/// Decides where replicas live and who should lead. Pure: snapshot in, actions out; no clock, no
/// I/O. Repair always outranks balance: a lost copy is worse than an uneven node.
@NullMarked
package io.kvasir.control.placement;

import org.jspecify.annotations.NullMarked;
