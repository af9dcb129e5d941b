/// The parameters that expressions replaced, checked in the service's words and rewritten as
/// expressions, so that nothing behind this front door knows of them.
@NullMarked
package io.kvasir.router.dynamodb.legacy;

import org.jspecify.annotations.NullMarked;
