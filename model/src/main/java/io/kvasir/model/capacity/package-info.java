/// Read and write units as DynamoDB counts them, and the buckets that ration them. Pure: time is an
/// argument.
@NullMarked
package io.kvasir.model.capacity;

import org.jspecify.annotations.NullMarked;
