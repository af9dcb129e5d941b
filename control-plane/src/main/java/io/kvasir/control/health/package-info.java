/// What nodes reported last, and whether they are alive by it. Pure: the leader's clock comes as an
/// argument, and nothing here survives a change of leader.
@NullMarked
package io.kvasir.control.health;

import org.jspecify.annotations.NullMarked;
