/// Small programs that show how to model things: they use the AWS SDK alone, and know nothing of
/// Kvasir but its address.
@NullMarked
package io.kvasir.examples;

import org.jspecify.annotations.NullMarked;
