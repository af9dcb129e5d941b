/// Finds the partition, picks the replica, retries what may be retried. Used by the router and by
/// the client's direct mode; knows nothing of front doors.
@NullMarked
package io.kvasir.routing;

import org.jspecify.annotations.NullMarked;
