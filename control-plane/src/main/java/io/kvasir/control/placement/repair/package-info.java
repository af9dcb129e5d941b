/// Replaces lost copies. Pure. One step at a time, each judged from what leaders report: the lost
/// replica leaves before another one comes.
@NullMarked
package io.kvasir.control.placement.repair;

import org.jspecify.annotations.NullMarked;
