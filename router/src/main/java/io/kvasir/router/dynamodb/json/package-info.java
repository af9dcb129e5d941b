/// Requests from JSON and replies to JSON, by streaming: values of the model come and go without a
/// tree in between. Faults of form end here; faults of content are noted for the checks that
/// follow.
@NullMarked
package io.kvasir.router.dynamodb.json;

import org.jspecify.annotations.NullMarked;
