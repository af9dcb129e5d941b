/// Random values of the data model from a seed, biased to the edges where mistakes live. Pure: the
/// dice come from the caller.
@NullMarked
package io.kvasir.testkit.generate;

import org.jspecify.annotations.NullMarked;
