/// What the control plane knows for good: nodes, tables, partitions. Commands are evaluated by the
/// leader into records, and replaying a record alone changes the state. Pure: no clock, no dice, no
/// I/O; what a command needs of either comes in it.
@NullMarked
package io.kvasir.control.state;

import org.jspecify.annotations.NullMarked;
