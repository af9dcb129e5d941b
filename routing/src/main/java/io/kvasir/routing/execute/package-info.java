/// Requests against partitions: find, send, learn from the answer, try again, put together. Knows
/// keys and ranges, not tables.
@NullMarked
package io.kvasir.routing.execute;

import org.jspecify.annotations.NullMarked;
