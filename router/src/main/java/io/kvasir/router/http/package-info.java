/// HTTP/1.1 behind a small interface, so that the server library can be exchanged. Knows nothing of
/// DynamoDB.
@NullMarked
package io.kvasir.router.http;

import org.jspecify.annotations.NullMarked;
