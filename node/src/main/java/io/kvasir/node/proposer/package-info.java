/// The engine around the pure evaluation: one single-writer loop per partition leader, run on a
/// shared pool, that turns waiting operations into entries and their fates into answers.
@NullMarked
package io.kvasir.node.proposer;

import org.jspecify.annotations.NullMarked;
