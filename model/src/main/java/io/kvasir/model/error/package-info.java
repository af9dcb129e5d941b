/// The one enumerated list of what can go wrong. Mapped once to gRPC and once to DynamoDB's names.
/// Pure.
@NullMarked
package io.kvasir.model.error;

import org.jspecify.annotations.NullMarked;
