/// The service's operations, each with the shape of its request, its checks, and its reply. They
/// ask the routing core and know nothing of HTTP.
@NullMarked
package io.kvasir.router.dynamodb.operation;

import org.jspecify.annotations.NullMarked;
