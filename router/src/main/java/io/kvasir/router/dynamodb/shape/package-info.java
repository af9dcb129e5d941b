/// The shapes of requests as AWS's published service model gives them: members, types, constraints.
/// Data only; reading and checking are elsewhere.
@NullMarked
package io.kvasir.router.dynamodb.shape;

import org.jspecify.annotations.NullMarked;
