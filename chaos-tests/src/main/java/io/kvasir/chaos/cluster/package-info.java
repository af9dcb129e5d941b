/// The cluster under test from outside: its servers, its map over time, its replicas' contents.
@NullMarked
package io.kvasir.chaos.cluster;

import org.jspecify.annotations.NullMarked;
