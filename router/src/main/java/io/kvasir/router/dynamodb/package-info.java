/// The DynamoDB front door: the service's JSON protocol over HTTP, so that unmodified AWS SDKs
/// work. May use the routing core, never the storage nodes' or the control plane's protocol.
@NullMarked
package io.kvasir.router.dynamodb;

import org.jspecify.annotations.NullMarked;
