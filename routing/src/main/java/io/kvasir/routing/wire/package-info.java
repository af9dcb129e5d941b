/// Requests and replies of the public protocol as those of the data plane. Pure.
@NullMarked
package io.kvasir.routing.wire;

import org.jspecify.annotations.NullMarked;
