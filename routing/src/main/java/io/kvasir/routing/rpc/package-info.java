/// One attempt of one call: sent or not, answered or not. Knows nothing of retries.
@NullMarked
package io.kvasir.routing.rpc;

import org.jspecify.annotations.NullMarked;
