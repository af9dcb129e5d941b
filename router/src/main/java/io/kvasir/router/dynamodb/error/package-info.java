/// The service's errors with their names, statuses and texts, and the one mapping of the model's
/// error codes onto them.
@NullMarked
package io.kvasir.router.dynamodb.error;

import org.jspecify.annotations.NullMarked;
