/// The checks that a request passes before anything is asked of the cluster, in the service's order
/// and words. Pure.
@NullMarked
package io.kvasir.router.dynamodb.validation;

import org.jspecify.annotations.NullMarked;
