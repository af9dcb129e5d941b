/// What a node should do next so that it holds what it should: desired against actual, to actions.
/// Pure: snapshots in, actions out.
@NullMarked
package io.kvasir.node.assignment;

import org.jspecify.annotations.NullMarked;
