/// The state on the replicated log: applies entries, keeps snapshots, and on the leader turns
/// commands into entries. Decides nothing about the cluster.
@NullMarked
package io.kvasir.control.log;

import org.jspecify.annotations.NullMarked;
