/// How requests reach a cluster: through routers, or straight to the storage nodes. Internal.
@NullMarked
package io.kvasir.client.transport;

import org.jspecify.annotations.NullMarked;
